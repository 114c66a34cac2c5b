"""The one mapping of errors to pages. Nothing a user sends ends in a stack trace; a bug shows an incident number."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from training_app.kernel.errors import Conflict, DomainError, Stale
from training_app.web import moved

log = logging.getLogger(__name__)

_PAGES = frozenset({400, 403, 404, 409, 413, 422, 429, 500})
_SENTENCES = {
    400: "请求不完整或已过期。请返回上一页刷新后重试。",
    404: "这个地址没有内容，或者不在您的查看范围内。请从列表里重新打开。",
    405: "这个地址不支持这种操作。请从页面上的按钮办理。",
    413: "上传的内容超过上限（20 MB）。请去掉图片或拆成几个文件后再传。",
    429: "操作太频繁，请等一分钟再试。",
}
_CSRF = "页面停留太久，安全校验已过期，没有保存任何内容。请返回上一页刷新后再提交。"
_STALE = "这条记录刚被别人修改过，您的修改没有保存。请返回上一页刷新，看清最新内容后再提交。"
_CONFLICT = "同样的内容已经存在，或者刚被别人登记。没有保存任何内容，请刷新后核对。"
_INVALID = "填写的内容超出了可以保存的范围（例如数字太大或含有不能保存的字符）。没有保存任何内容，请修改后重试。"
_AT_ONCE = "另有人正在办理同样的人员或班次，为了不出错，这次没有保存任何内容。请返回上一页刷新，看清后再办一次。"
_DATABASE = "数据库暂时连不上，没有保存任何内容。请稍等一分钟再试；一直如此请联系系统管理员。"


def install(app: Flask) -> None:
    """Registers the handlers."""
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(CSRFError, lambda _: page(400, _CSRF))
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(StaleDataError, lambda _: moved.page(Stale("web.stale", _STALE)) or page(409, _STALE))
    app.register_error_handler(IntegrityError, integrity_error)
    app.register_error_handler(DataError, lambda _: page(422, _INVALID))
    app.register_error_handler(OperationalError, operational_error)
    app.register_error_handler(Exception, unexpected)


def page(status: int, message: str, **context: object) -> tuple[str, int]:
    """An error page: what happened, and what to do next."""
    name = status if status in _PAGES else 500 if status >= 500 else 400
    return render_template(f"errors/{name}.html", message=message, **context), status


def domain_error(error: DomainError) -> ResponseReturnValue:
    """A use case said no."""
    log.info("domain error", extra={"code": error.code, "endpoint": request.endpoint})
    if isinstance(error, Conflict) and (late := moved.page(error)):
        return late
    by_rule = not isinstance(error, Conflict)
    return page(error.status, error.message, decision=getattr(error, "decision", None), by_rule=by_rule)


def http_error(error: HTTPException) -> ResponseReturnValue:
    """An error of the protocol; redirects raised as exceptions pass through."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    response = page(code, _SENTENCES.get(code, "这个请求不能处理。请返回上一页重试。"))
    headers = {key: value for key, value in error.get_headers() if key == "Allow"}
    return (*response, headers)


def integrity_error(error: IntegrityError) -> ResponseReturnValue:
    """A constraint of the database refused: somebody was faster, or the same thing exists already."""
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    log.warning("integrity error", extra={"constraint": constraint, "endpoint": request.endpoint})
    return page(409, _CONFLICT)


def operational_error(error: OperationalError) -> ResponseReturnValue:
    """The database is away or overloaded; or it ended one of two acts that waited for each other, which can be done again."""
    if isinstance(error.orig, (DeadlockDetected, SerializationFailure)):
        log.warning("acts waited for each other", extra={"endpoint": request.endpoint})
        return page(409, _AT_ONCE)
    log.error("database error", extra={"kind": type(error.orig).__name__, "endpoint": request.endpoint})
    return page(503, _DATABASE)


def unexpected(error: Exception) -> ResponseReturnValue:
    """A bug. The log holds the trace under the incident number; SQL parameters, which may be personal, stay out of it."""
    incident = secrets.token_hex(4).upper()
    if hasattr(error, "hide_parameters"):
        error.hide_parameters = True
    log.error("incident", exc_info=error, extra={"incident": incident, "endpoint": request.endpoint})
    return page(500, "", incident=incident)
