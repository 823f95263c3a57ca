"""The addresses of the door: what there is, a table of the build or of an edition, a table or a file of open data.

It only reads; what a program may have is what its account sees on the pages, and open data where they are for all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import Depends, FastAPI, Path, Query
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from dashboard.api import description, problems, sources
from dashboard.api.answers import FILTERS, FORMS, MOST, Selection, compressed, cut, package
from dashboard.api.problems import Problem
from dashboard.identity.current import Identity, identity_of
from dashboard.identity.routes import API
from dashboard.identity.shares import HEAVY, Busy
from pipelines.errors import NotPublished, NoWarehouse, PilotageError
from pipelines.outputs.open_data.served import Publication, last_publication
from pipelines.releases.freeze import editions
from pipelines.settings import settings
from pipelines.store import audit_log
from pipelines.warehouse.builds import one_build

FOR_ALL = "ouvertes"  # whose turn it is where nobody is signed in
NOT_PUBLISHED = "Aucune publication de données ouvertes n'a encore été faite (« pilotage publish DOSSIER »)."
_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json", "md": "text/markdown; charset=utf-8"}

Table = Annotated[str, Path(description="Nom d'une table, tel que /api/v1/ les liste.", examples=["axis_progress"])]
Territory = Annotated[str | None, Query(description="Code d'un territoire : NAT-FR, REG-76, ACA-16, DEPT-31.")]
Objective = Annotated[int | None, Query(description="Numéro d'un objectif.")]
Indicator = Annotated[str | None, Query(description="Code d'un indicateur : O04-1.")]
Campaign = Annotated[str | None, Query(description="Année scolaire : 2025-2026.")]
Edition = Annotated[str | None, Query(description="Édition figée ; sans elle, le calcul présent.")]
Form = Annotated[
    Literal["json", "csv", "csv-fr", "parquet", "xlsx"],
    Query(alias="format", description="json, csv (virgules et points), csv-fr (tableur français), parquet ou xlsx."),
]
Limit = Annotated[int | None, Query(ge=1, le=MOST, description="Nombre de lignes, pour lire par morceaux.")]
Start = Annotated[int, Query(ge=0, description="Rang de la première ligne voulue, à partir de 0.")]


def rows_asked(
    territoire: Territory = None,
    objectif: Objective = None,
    indicateur: Indicator = None,
    campagne: Campaign = None,
    form: Form = "json",
    limite: Limit = None,
    depuis: Start = 0,
) -> Selection:
    """The selection that an address asks of a table, whichever it is of."""
    parameters = zip(FILTERS, (territoire, objectif, indicateur, campagne), strict=True)
    return Selection(
        form, tuple((parameter, value) for parameter, value in parameters if value is not None), limite, depuis
    )


Rows = Annotated[Selection, Depends(rows_asked)]
_WHOLE = "csv (avec le Data Package), csv-fr ou parquet."
_KNOWN = (*FILTERS, "edition", "format", "limite", "depuis")


def routes() -> list[Mount | Route]:
    """What the server mounts: the application, and its address without a slash."""

    async def with_slash(_request: Request) -> Response:
        return RedirectResponse(f"{API}/", 308)

    return [Route(API, with_slash), Mount(API, application())]


def application() -> FastAPI:
    """The application: its own description is told in French, and no page of it loads anything from elsewhere."""
    app = FastAPI(
        title=description.TITLE,
        version=description.VERSION,
        description=description.TEXT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        servers=[{"url": API}],
    )
    app.add_api_route("/openapi.json", _described(app), include_in_schema=False, methods=["GET", "HEAD"])
    for path, answer, summary, rows in (
        ("/", contents, "Ce qu'il y a", {}),
        ("/tables/{table}", of_build, "Une table, dans la limite de ses droits", description.ANSWERS),
        ("/tables.zip", of_all_tables, "Toutes les tables, dans la limite de ses droits", description.FILE),
        ("/ouvertes/{table}", of_publication, "Une table des données ouvertes", description.ANSWERS),
        ("/ouvertes/fichiers/{name:path}", file, "Un fichier publié, tel quel", description.FILE),
    ):
        app.add_api_route(path, answer, summary=summary, responses=rows, response_class=Response)
        app.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)
    app.add_exception_handler(PilotageError, problems.of_failure)
    app.add_exception_handler(RequestValidationError, _wrong_values)
    app.add_exception_handler(HTTPException, _wrong_address)
    return app


def contents(request: Request) -> Response:
    """Les tables du calcul dans la limite de ses droits, les éditions, et la dernière publication."""
    _only(request, ())
    return JSONResponse(_contents(identity_of(request), sources.published(), f"{API}/"))


def _contents(who: Identity | None, here: sources.Published | None, root: str) -> dict[str, Any]:
    return {
        "titre": description.TITLE,
        "description": f"{root}openapi.json",
        "formats": list(FORMS),
        "filtres": list(FILTERS),
        "calcul": _of_build(who, root) if who else None,
        "editions": [{"code": edition.slug, "nom": edition.name} for edition in editions(settings())] if who else [],
        "ouvertes": {
            "publie_le": here.state.of.isoformat(),
            "demonstration": here.state.demonstration,
            "licence": "Licence Ouverte 2.0",
            "paquet": f"{root}ouvertes/fichiers/datapackage.json",
            "tables": [_listed(name, title, f"{root}ouvertes/{name}") for name, title in here.names.items()],
        }
        if here
        else None,
    }


def _of_build(who: Identity, root: str) -> dict[str, Any] | None:
    try:
        build = sources.build(who, None)
    except NoWarehouse:
        return None
    with one_build(build.settings):
        state = build.state
        return {
            "du": state.of.isoformat(),
            "empreinte": state.digest,
            "demonstration": state.demonstration,
            "droits": who.rights.label or "tout",
            "tables": [_listed(name, title, f"{root}tables/{name}") for name, title in build.names.items()],
        }


def _listed(name: str, title: str, address: str) -> dict[str, str]:
    return {"nom": name, "titre": title, "adresse": address}


async def of_build(
    request: Request,
    table: Table,
    selection: Rows,
    edition: Edition = None,
) -> Response:
    """Les lignes d'une table du calcul présent, ou d'une édition : celles que les pages montrent à qui demande. Ces
    tables ne sont pas masquées par le secret statistique : ne diffusez pas un effectif d'élèves tiré d'ici."""
    _only(request, _KNOWN)
    who = _signed_in(request)
    return await _in_turn(who.account, _of_rights, request, who, edition, table, selection)


async def _in_turn(account: str, make: Callable[..., Response], *arguments: object) -> Response:
    """An answer, made when it is the account's turn: few are made at the same time, and the memory that they take
    together is bounded."""
    try:
        async with HEAVY.turn(account):
            return await to_thread.run_sync(make, *arguments)
    except Busy as busy:
        raise Problem(429, "Trop de vos demandes attendent déjà : attendez leurs réponses.") from busy


def _signed_in(request: Request) -> Identity:
    """The identity of who asks. The gate answers before where nobody is signed in: nobody is taken for somebody."""
    who = identity_of(request)
    if who is None:
        raise Problem(404, "Cette adresse se lit une fois connecté.")
    return who


def _of_rights(request: Request, who: Identity, edition: str | None, table: str, selection: Selection) -> Response:
    build = sources.build(who, edition)
    with one_build(build.settings):  # what is said of the build is said of the one that is read
        return _answer(request, build, table, selection, who)


async def of_all_tables(
    request: Request,
    edition: Edition = None,
    form: Annotated[Literal["csv", "csv-fr", "parquet"], Query(alias="format", description=_WHOLE)] = "csv",
) -> Response:
    """Toutes les tables en un fichier zip ; avec « csv », le Data Package qui les décrit."""
    _only(request, ("edition", "format"))
    who = _signed_in(request)
    return await _in_turn(who.account, _all_of_rights, request, who, edition, form)


def _all_of_rights(request: Request, who: Identity, edition: str | None, form: str) -> Response:
    build = sources.build(who, edition)
    with one_build(build.settings):
        state = build.state
        headers = {"ETag": _tag(state.tag, "tables.zip", form), "Vary": "Cookie"}
        if _has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        content = package([build.table(name) for name in build.names], state, form)
    _note(who, content, "tables.zip")
    prefix = "demonstration_" if state.demonstration else ""
    headers["Content-Disposition"] = f'attachment; filename="{prefix}tables-{form}.zip"'
    return Response(content, media_type="application/zip", headers=headers)


async def of_publication(
    request: Request,
    table: Table,
    selection: Rows,
) -> Response:
    """Les lignes d'une table de la dernière publication : les mêmes pour tous, masquées par le secret statistique."""
    _only(request, [parameter for parameter in _KNOWN if parameter != "edition"])
    publication = await to_thread.run_sync(sources.published)
    if publication is None:
        raise NotPublished(NOT_PUBLISHED)
    return await _in_turn(FOR_ALL, _answer, request, publication, table, selection, None)


async def file(request: Request, name: str) -> Response:
    """Un fichier de la dernière publication, octet pour octet : ses adresses sont celles du Data Package."""
    _only(request, ())
    return await _in_turn(FOR_ALL, _file, request, name)


def _file(request: Request, name: str) -> Response:
    publication: Publication | None = last_publication(settings())
    if publication is None:
        raise NotPublished(NOT_PUBLISHED)
    tag = _tag(publication.version, name)
    if _has(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    media = _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(publication.content(name), media_type=media, headers={"ETag": tag})


def _answer(
    request: Request, source: sources.Source, name: str, selection: Selection, who: Identity | None
) -> Response:
    """The rows in the form that is asked for; nothing of them where the program has them already."""
    state, form = source.state, FORMS[selection.form]
    headers = {"ETag": _tag(state.tag, name, repr(selection)), "Vary": "Accept-Encoding, Cookie"}
    headers["X-Demonstration"] = "oui" if state.demonstration else "non"
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    piece = cut(source, name, selection)
    content = form.write(piece, state)
    if who:
        _note(who, content, name)
    headers["X-Total-Count"] = str(piece.total)
    if piece.next is not None:
        following = request.url.include_query_params(depuis=piece.next)
        headers["Link"] = f'<{API}{_path(request)}?{following.query}>; rel="next"'
    if selection.form != "json":
        prefix = "demonstration_" if state.demonstration else ""
        headers["Content-Disposition"] = f'attachment; filename="{prefix}{name}{form.suffix}"'
    small = compressed(content, selection.form) if "gzip" in request.headers.get("accept-encoding", "") else None
    if small is not None:
        headers["Content-Encoding"] = "gzip"
    return Response(content if small is None else small, media_type=form.media, headers=headers)


def _note(who: Identity, content: bytes, name: str) -> None:
    """The line of an export in the audit log, where it leaves within somebody's rights; what is open is nobody's."""
    details = (who.pseudonym, who.rights.label, hashlib.sha256(content).hexdigest())
    audit_log.record(settings(), "export", *details, door="api", table=name)


def _has(request: Request, tag: str) -> bool:
    """Whether the program has this very answer already."""
    return tag in (etag.strip() for etag in request.headers.get("if-none-match", "").split(","))


def _path(request: Request) -> str:
    """The address of a request below the door, wherever the application is mounted."""
    return request.url.path.removeprefix(API)


def _tag(*parts: str) -> str:
    """Weak: it tells the rows, not the bytes that compression makes of them."""
    digest = hashlib.sha256("\0".join((description.VERSION, *parts)).encode()).hexdigest()[:32]
    return f'W/"{digest}"'


def _only(request: Request, parameters: tuple[str, ...] | list[str]) -> None:
    """A parameter that is not one, or is given twice, is never passed over in silence."""
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if name not in parameters:
            raise problems.unknown("Le paramètre", name, parameters, 422)
        if names.count(name) > 1:
            raise Problem(422, f"« {name} » est donné plusieurs fois : une seule valeur est comprise.")


def _described(app: FastAPI) -> Callable[[Request], Response]:
    def openapi(request: Request) -> Response:
        """The description of the door."""
        _only(request, ())
        return JSONResponse(description.openapi(app))

    return openapi


async def _wrong_values(_request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    return problems.of_values(MOST, failure)


async def _wrong_address(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    return problems.of_address(request.url.path, failure.status_code, failure.headers)
