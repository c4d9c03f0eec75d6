"""What AWS's refusals say to somebody at a terminal: one sentence, and what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from botocore.exceptions import (
    ClientError,
    ConnectionError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
)
from homing.adapters.aws_errors import code_of
from homing.domain.errors import PermanentError, TransientError

NO_ACCOUNT = (
    CredentialRetrievalError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
)
NO_LONGER_LOGGED_IN = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}
)
LOG_IN = "Log in (aws sso login), or set AWS_PROFILE and AWS_DEFAULT_REGION."


@contextmanager
def answers_to_the_terminal() -> Iterator[None]:
    """Tell AWS's errors and ours in a sentence and exit with 2, never with a traceback."""
    try:
        yield
    except NO_ACCOUNT as error:
        stop(f"No AWS account to work in: {error} {LOG_IN}")
    except ClientError as error:
        refused = f"AWS refuses: {error}"
        stop(f"{refused} {LOG_IN}" if code_of(error) in NO_LONGER_LOGGED_IN else refused)
    except (ConnectionError, HTTPClientError) as error:
        stop(f"AWS cannot be reached: {error}. Look at the network and the region, and try again.")
    except TransientError as error:
        stop(f"AWS did not answer: {error}. Try again.")
    except PermanentError as error:
        stop(str(error))


def stop(message: str, code: int = 2) -> NoReturn:
    """Say why nothing (more) is done, and exit."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
