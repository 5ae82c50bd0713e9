"""The desk behind Uvicorn."""

import logging

import uvicorn

from pipeline.desk.app import make_app
from pipeline.desk.settings import DeskSettings

_MOST_CONNECTIONS = 500
_LOOPBACK = "127.0.0.1,::1"


def serve_desk(settings: DeskSettings) -> None:
    """Serve until the process is told to end. Addresses hold what officers asked for, so requests are not logged."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    uvicorn.run(
        make_app(settings),
        host=settings.listen,
        port=settings.port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        proxy_headers=settings.tls_certificate is None,
        forwarded_allow_ips=_LOOPBACK,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=10,
        server_header=False,
        access_log=False,
        log_config=None,
        lifespan="off",
    )
