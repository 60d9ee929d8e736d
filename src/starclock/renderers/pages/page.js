"use strict";
// A control says what to play: data-play="voice start end", several of them in turn with ";".
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const clock = (t) => `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, "0")}`;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.documentElement.classList.add("script");

  const sounds = all("audio");
  const words = all("[data-t]");
  const times = words.map((word) => Number(word.dataset.t));
  const strip = one("#strip"), lanes = one("#lanes"), toggle = one("#toggle"), now = one("#now");
  const follow = one("#follow"), speed = one("#speed"), keys = one("#keys"), pop = one("#pop");
  const RATES = [0.75, 1, 1.25, 1.5, 2];
  let current = sounds[0] || null;
  let queue = [], stop = null, control = null, own = -1, lit = -1, following = true, moved = 0;

  // --- playing
  function leave() {
    stop = null;
    queue = [];
    mark(null);
  }
  function mark(next) {
    if (control) control.classList.remove("on");
    control = next;
    if (control) control.classList.add("on");
  }
  function start(sound, at) {
    sounds.forEach((other) => { if (other !== sound) other.pause(); });
    current = sound;
    if (at !== null) sound.currentTime = own = at;
    sound.play().catch(() => {});
  }
  function next() {
    const [voice, from, to] = queue.shift();
    stop = to ? Number(to) : null;
    start(document.getElementById(voice), Number(from));
  }
  function run(button) {
    if (control === button) {
      if (current.paused) current.play().catch(() => {}); else current.pause();
      return;
    }
    leave();
    queue = button.dataset.play.split(";").map((part) => part.trim().split(" "));
    mark(button);
    following = true;
    next();
  }
  function seek(at, play) {
    if (!current) return;
    leave();
    following = true;
    const to = Math.max(0, Math.min(at, current.duration || at));
    if (play) start(current, to); else current.currentTime = own = to;
    show();
  }
  function check() {
    // While it seeks, somebody moved it, and the event that says so may come later than this.
    if (stop === null || current.paused || current.seeking || current.currentTime < stop) return;
    stop = null;
    current.pause();
    if (queue.length) next(); else mark(null);
  }
  function frame() {
    if (!current || current.paused) return;
    check();
    show();
    requestAnimationFrame(frame);
  }
  sounds.forEach((sound) => {
    sound.addEventListener("play", () => {
      if (sound !== current) { leave(); start(sound, null); }
      state();
      requestAnimationFrame(frame);
    });
    sound.addEventListener("pause", state);
    sound.addEventListener("timeupdate", () => { if (sound === current) { check(); show(); } });
    sound.addEventListener("seeking", () => {
      // Moved by its own slider or by media keys: the stretch is left, and nothing stops there any more.
      if (sound === current && Math.abs(sound.currentTime - own) > 0.06) leave();
      own = sound.currentTime;
    });
    sound.addEventListener("ended", () => {
      if (sound !== current) return;
      if (queue.length) next(); else leave();
    });
  });

  // --- showing where it is
  function state() {
    document.documentElement.classList.toggle("playing", Boolean(current) && !current.paused);
    if (toggle) toggle.setAttribute("aria-label", current.paused ? "Play" : "Pause");
  }
  function show() {
    const at = current.currentTime;
    if (strip) {
      const seconds = Number(strip.dataset.seconds);
      one(".head", strip).style.left = `${100 * Math.min(1, at / seconds)}%`;
      const head = one(".head", lanes);
      if (head) head.style.left = `${100 * Math.min(1, at / Number(lanes.dataset.seconds))}%`;
      if (now.textContent !== clock(at)) {
        now.textContent = clock(at);
        strip.setAttribute("aria-valuenow", Math.round(at));
        strip.setAttribute("aria-valuetext", clock(at));
      }
    }
    if (times.length) light(at);
  }
  function light(at) {
    let low = 0, high = times.length;
    while (low < high) { const middle = (low + high) >> 1; if (times[middle] <= at + 0.02) low = middle + 1; else high = middle; }
    if (low - 1 === lit) return;
    if (words[lit]) words[lit].classList.remove("lit");
    lit = low - 1;
    const word = words[lit];
    if (!word) return;
    word.classList.add("lit");
    const part = word.closest("details");
    if (part && following && !current.paused) part.open = true;
    keep(word);
  }
  function room() {
    const player = one(".player");
    return [60, innerHeight - (player ? player.offsetHeight : 0) - 60];
  }
  function keep(word) {
    if (current.paused) return;
    const box = word.getBoundingClientRect(), [top, bottom] = room();
    const seen = box.top >= top && box.bottom <= bottom;
    if (!following) { if (seen) following = true; else { if (follow) follow.hidden = false; return; } }
    if (follow) follow.hidden = true;
    if (seen) return;
    moved = Date.now();
    scrollBy({ top: box.top - innerHeight / 3, behavior: calm || Math.abs(box.top) > 3 * innerHeight ? "instant" : "smooth" });
  }
  ["wheel", "touchmove"].forEach((kind) => addEventListener(kind, () => { following = false; }, { passive: true }));
  if (follow) follow.addEventListener("click", () => {
    following = true;
    follow.hidden = true;
    if (words[lit]) keep(words[lit]);
  });

  // --- what was noticed, beside its words
  function tell(link) {
    if (!pop.showPopover) return false;
    pop.replaceChildren();
    link.dataset.f.split(" ").forEach((number) => {
      const item = document.getElementById(`f${number}`), kind = item.closest(".kind");
      const card = document.createElement("div"), title = document.createElement("h3");
      card.className = kind.className.replace("kind", "card");
      title.textContent = one("summary span", kind).textContent;
      card.append(title, ...[...item.childNodes].map((node) => node.cloneNode(true)));
      all(".back", card).forEach((back) => back.remove());
      pop.append(card);
    });
    const close = document.createElement("button");
    close.type = "button";
    close.className = "plain";
    close.textContent = "Close";
    close.addEventListener("click", () => pop.hidePopover());
    pop.append(close);
    pop.showPopover();
    place(link);
    return true;
  }
  function place(link) {
    const box = link.getClientRects()[0], wide = innerWidth < 600;
    pop.classList.toggle("sheet", wide);
    pop.style.left = wide ? "" : `${Math.max(8, Math.min(box.left, innerWidth - pop.offsetWidth - 8))}px`;
    const [, bottom] = room(), below = box.bottom + 8;
    pop.style.top = wide ? "" : `${below + pop.offsetHeight < bottom + 50 ? below : Math.max(8, box.top - pop.offsetHeight - 8)}px`;
  }
  const chips = all(".chip");
  chips.forEach((chip) => chip.addEventListener("click", () => {
    const chosen = chip.getAttribute("aria-pressed") === "true" ? chips[0] : chip, kind = chosen.dataset.kind;
    chips.forEach((other) => other.setAttribute("aria-pressed", other === chosen));
    all(".mark").forEach((link) => link.classList.toggle("out", Boolean(kind) && !link.dataset.k.split(" ").includes(kind)));
  }));

  // --- mouse and touch
  document.addEventListener("click", (event) => {
    const target = event.target;
    const word = target.closest("[data-t]"), link = target.closest(".mark[data-f]"), button = target.closest("[data-play]");
    if (link && (event.ctrlKey || event.metaKey)) return;
    if (link && pop && tell(link)) event.preventDefault();
    if (word && current && !String(getSelection())) seek(Number(word.dataset.t), true);
    if (button) {
      event.preventDefault();
      run(button);
    }
  });
  function slide(area, seconds, most) {
    let down = false;
    const to = (event) => {
      const box = one(".head", area) ? one("svg", area).getBoundingClientRect() : area.getBoundingClientRect();
      const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
      seek(Math.min(share * seconds, most), false);
    };
    area.addEventListener("pointerdown", (event) => { if (event.button === 0) { down = true; area.setPointerCapture(event.pointerId); to(event); } });
    area.addEventListener("pointermove", (event) => { if (down) to(event); });
    ["pointerup", "pointercancel"].forEach((kind) => area.addEventListener(kind, () => { down = false; }));
  }
  if (strip) {
    slide(strip, Number(strip.dataset.seconds), Number(strip.dataset.seconds));
    slide(lanes, Number(lanes.dataset.seconds), Number(lanes.dataset.until));
    toggle.addEventListener("click", pause);
    speed.addEventListener("click", () => quicken(1, true));
    one("#help").addEventListener("click", () => keys.showModal());
  }

  // --- keys
  function pause() {
    if (!current.paused) { current.pause(); return; }
    following = true;
    start(current, null);
  }
  function quicken(by, round) {
    const place = RATES.indexOf(current.playbackRate) + by;
    const rate = RATES[round ? place % RATES.length : Math.max(0, Math.min(place, RATES.length - 1))];
    sounds.forEach((sound) => { sound.playbackRate = rate; });
    if (speed) {
      speed.textContent = `${rate}×`;
      speed.setAttribute("aria-label", `Speed ${rate}×, change`);
    }
  }
  function jump(key) {
    const row = one(`[data-key="${key}"]`);
    if (!row) return;
    const starts = row.dataset.play.split(";").map((part) => Number(part.trim().split(" ")[1]));
    const ahead = starts.find((at) => at > current.currentTime + 0.5);
    seek(ahead === undefined ? starts[0] : ahead, true);
  }
  function step(by) {
    const marks = all(".mark:not(.out)"), here = document.activeElement.closest(".mark");
    let place = marks.indexOf(here) + by;
    if (!here && words[lit]) {
      place = marks.findIndex((link) => words[lit].compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (by < 0) place -= 1;
    }
    const link = marks[(place + marks.length) % marks.length];
    if (!link) return;
    const part = link.closest("details");
    if (part) part.open = true;
    link.focus();
    link.scrollIntoView({ block: "center" });
  }
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || keys?.open || target.closest("input, textarea, select")) return;
    const key = event.key;
    if (key === "n" || key === "p") { step(key === "n" ? 1 : -1); return; }
    if (!current) return;
    if (key === " ") {
      const button = target.closest("[data-play]");
      if (!button && target.closest("button, summary, audio, a")) return;
      event.preventDefault();
      if (!current.paused) current.pause(); else if (button) run(button); else pause();
    } else if (key === "ArrowLeft" || key === "ArrowRight") {
      if (target.closest("audio, .wide, .filter")) return;
      event.preventDefault();
      seek(current.currentTime + (key === "ArrowLeft" ? -3 : 3), !current.paused);
    } else if ((key === "Home" || key === "End") && target === strip) {
      event.preventDefault();
      seek(key === "Home" ? 0 : Number(strip.dataset.seconds), false);
    } else if (key >= "1" && key <= "4") jump(key);
    else if (key === "+" || key === "=") quicken(1, false);
    else if (key === "-" || key === "−") quicken(-1, false);
    else if (key === "?" && keys) keys.showModal();
  });

  // --- paper: what is folded is unfolded
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((part) => { part.open = false; }));

  sounds.forEach((sound) => { sound.controls = sound.controls && !strip; });
  all("a[data-play], a.mark[data-f]").forEach((link) => link.setAttribute("role", "button"));
  if (current) state();
})();
