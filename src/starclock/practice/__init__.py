"""What is practised: questions, stories and what one is listened to for. Content stands in TOML and Markdown files.

questions    the questions that come with starclock, and the user's own: TOML
stories      the user's stories, a Markdown file each; read, never rewritten unasked
"""

QUESTIONS, STORIES = "questions", "stories"
"""The folders of the user's own, in the library folder."""
