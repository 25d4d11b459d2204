"""Runs the commands of an experiment: each once, some at a time, with its processor time; what is there already is not made again."""
import concurrent.futures
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time


class Failed(Exception):
    """A command ended with an error; the commands that need its result are left out."""


class Stopped(Exception):
    """A signal came; the same command goes on."""


class Commands:
    """Runs commands and keeps a line about each in commands.jsonl of the experiment's runs."""

    def __init__(self, runs, root, label):
        self.runs, self.root, self.label = runs, root, label
        self.log = runs / "commands.jsonl"
        self.processes, self.lock, self.signal = set(), threading.Lock(), None
        self.cpu = self.failures = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, number, _frame):
        self.signal = number
        for process in list(self.processes):  # not by its own methods, which would reap it before run does
            try:
                os.kill(process.pid, signal.SIGTERM if number == signal.SIGHUP else number)
            except ProcessLookupError:
                pass

    def run(self, step, command, result=None, env=None):
        """Runs a command, keeps what it prints in the file result, and returns that. Raises Failed or Stopped."""
        if self.signal:
            raise Stopped
        if result and result.exists():
            return result.read_text()
        began = time.monotonic()
        with self.lock:
            print(f"{self.label}: {step}", file=sys.stderr, flush=True)
            process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, start_new_session=True,
                                       stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})})
            self.processes.add(process)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.processes.discard(process)  # its number may be that of another from now on
        process.returncode = code = os.waitstatus_to_exitcode(status)
        with self.lock:
            cpu = usage.ru_utime + usage.ru_stime
            self.cpu += cpu
            line = {"step": step, "exit": code, "cpu_seconds": round(cpu, 1), "seconds": round(time.monotonic() - began, 1),
                    "ended": datetime.datetime.now().isoformat(timespec="seconds"), "commit": commit(self.root),
                    "processor": processor(), "cores": os.cpu_count()}
            with open(self.log, "a") as log:
                log.write(json.dumps(line) + "\n")
        if self.signal or code in (129, 130, 143):
            raise Stopped
        if code:
            self.failures += 1
            print(f"{self.label}: {step} failed with exit code {code}", file=sys.stderr, flush=True)
            raise Failed(step)
        if result:
            part = result.with_name("." + result.name + ".part")
            part.write_text(out)
            part.rename(result)
        return out

    def all(self, chains, jobs):
        """Calls functions, some at a time; a function whose command failed ends alone. Raises Stopped."""
        def safely(chain):
            try:
                chain()
            except Failed:
                pass
            except Stopped:
                self.signal = self.signal or signal.SIGTERM

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            pending = [pool.submit(safely, chain) for chain in chains]
            while not all(job.done() for job in pending):
                time.sleep(0.1)  # signals arrive here
        for job in pending:
            job.result()
        if self.signal:
            raise Stopped

    def history(self):
        """The lines about the commands that ended well, from all times."""
        if not self.log.exists():
            return []
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["exit"] == 0]


def commit(root):
    """Of the clone, with -dirty where files other than tables differ."""
    def git(*words):
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True).stdout.strip()
    try:
        changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)scripts/experiments/*/measured.md", ":(exclude)scripts/experiments/*/trials.md")
        return git("rev-parse", "--short", "HEAD") + ("-dirty" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        return names[0] if names else os.uname().machine
    except OSError:
        return os.uname().machine
