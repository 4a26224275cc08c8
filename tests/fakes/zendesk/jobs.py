"""Background jobs: the work is done at once, the answer only tells so later."""

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.paging import page
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.wire import Answer, Json, answer


def new_job(core: Core, total: int, results: list[Json]) -> Json:
    """Return a queued job that will tell `results` once it is asked twice."""
    job_id = f"V3-{core.token(32)}"
    core.state.put("jobs", job_id, {"total": total, "results": results, "looks": 0})
    return shown_job(core, job_id)


def shown_job(core: Core, job_id: str) -> Json:
    """Return a job as answers show it: queued, then working, then completed."""
    job = core.state.row("jobs", job_id)
    status = ("queued", "working", "completed")[min(job["looks"], 2)]
    done = status == "completed"
    return {
        "id": job_id,
        "url": core.url(f"job_statuses/{job_id}.json"),
        "total": job["total"],
        "progress": job["total"] if done else None,
        "status": status,
        "message": f"Completed at {core.stamp()}" if done else None,
        "results": job["results"] if done else None,
    }


@route("GET", "job_statuses/{word}")
def show_job(call: Call) -> Answer:
    job = call.core.state.row("jobs", call.args[0])
    call.core.state.change("jobs", call.args[0], looks=job["looks"] + 1)
    return answer({"job_status": shown_job(call.core, call.args[0])})


@route("GET", "job_statuses")
def list_jobs(call: Call) -> Answer:
    rows = [shown_job(call.core, one) for one in call.core.state.tables["jobs"]]
    part, beside = page(call.core, call.request, rows)
    return answer({"job_statuses": part, **beside})
