"""Run the engine in the foreground; `local.up` sets its environment and runs it behind."""

from ministack import app

from local.engine import additions

if __name__ == "__main__":
    additions.install()
    app.main()
