# A program that reads SQL and prints rows, over Python's DB-API; tests change how it answers questions.
import os, sqlite3, sys, time
folder = sys.argv[1]
starts = len(os.listdir(folder))
open(os.path.join(folder, str(starts)), "w").close()
database, asked = sqlite3.connect(":memory:"), 0
def show(rows):
    for row in rows:
        print("|".join("" if field is None else str(field) for field in row), flush=True)
def heard(line): pass
def question(rows): show(rows)
#CHANGED
text = ""
for line in sys.stdin:
    heard(line)
    text += line
    if not sqlite3.complete_statement(text):
        continue
    statement, text = text, ""
    try:
        rows = database.execute(statement).fetchall()
    except sqlite3.Error as error:
        print("Error:", error, file=sys.stderr, flush=True)
        continue
    if "count(*)" in statement:
        asked += 1
        question(rows)
    else:
        show(rows)
