# Stands between regress and an engine: python3 between.py FOLDER AT ENGINE...
# The journal in FOLDER says who runs, what was asked and what was answered; before the question AT, counted over all
# starts, FOLDER/act runs, a script of the shell.
import os, re, subprocess, sys, threading

folder, at, engine = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
journal = open(os.path.join(folder, "journal"), "a+", buffering=1)


def asked_before():
    with open(os.path.join(folder, "journal")) as lines:
        return sum(line.startswith("asked") for line in lines)


def ask():
    question = b""
    for line in sys.stdin.buffer:
        question += line
        number = re.search(rb"re_gress-(\d+)-done", line)
        if not number:
            continue
        journal.write(f"asked {number.group(1).decode()}\n")
        if asked_before() == at:
            subprocess.run(["sh", os.path.join(folder, "act")], env={**os.environ, "ENGINE": str(program.pid)})
        try:
            program.stdin.write(question)
            program.stdin.flush()
        except BrokenPipeError:
            return
        question = b""
    program.stdin.close()


program = subprocess.Popen(engine, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
journal.write(f"runs {os.getpid()}\nruns {program.pid}\n")
threading.Thread(target=ask, daemon=True).start()
for line in program.stdout:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    number = re.search(rb"regress-(\d+)-done", line)
    if number:
        journal.write(f"answered {number.group(1).decode()}\n")
sys.exit(program.wait() and 1)
