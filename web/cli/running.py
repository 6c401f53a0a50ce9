"""Programs that stay: `serve`, `web`, `worker`."""

from web.cli.output import Commands, Context, command

PORT = 8000


def add(commands: Commands) -> None:
    """Everything on one machine, or each part alone."""
    parser = command(commands, "serve", "全部を動かす / everything on one machine", json=False)
    parser.add_argument("--port", type=int, default=PORT)
    parser.set_defaults(run=serve)
    parser = command(commands, "web", "画面だけを動かす / the web alone", json=False)
    parser.add_argument("--port", type=int, default=PORT)
    parser.set_defaults(run=web)
    parser = command(commands, "worker", "裏方の仕事だけを動かす / the worker alone", json=False)
    parser.set_defaults(run=worker)


def serve(context: Context) -> int:
    """Web, view runner, worker, and an embedded Valkey unless REDIS_URL names one."""
    from workers.serve import serve as supervise

    return supervise(context.place, context.args.port)


def web(context: Context) -> int:
    """The pages, on this machine's loopback address."""
    import uvicorn

    from web.app import create_app

    # No access log: an address can hold a sign-in token.
    uvicorn.run(
        create_app(context.place), host="127.0.0.1", port=context.args.port, access_log=False
    )
    return 0


def worker(context: Context) -> int:
    """Jobs until stopped."""
    from workers.run import run_worker

    return run_worker(context.place)
