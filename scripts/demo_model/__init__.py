"""How starclock's demo model is made: text -> speech -> training -> a CTranslate2 folder (see train_demo_model.py)."""
