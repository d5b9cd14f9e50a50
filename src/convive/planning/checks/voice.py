"""Voice: what is already here, what people say, who gains, and where a grievance goes."""

from __future__ import annotations

from convive.planning.checks.looking import Found, Looked, check, hint, settled


@check("assets-missing")
def _assets(looked: Looked) -> Found:
    if not looked.plan.assets:
        yield "assets", {}


@check("objective-without-voice")
def _voice(looked: Looked) -> Found:
    for objective in looked.plan.objectives:
        if not objective.voices:
            yield f"objectives.{objective.id}.voices", {"title": objective.title}


@check("unknown-voice")
def _known_voice(looked: Looked) -> Found:
    known = [voice.id for voice in looked.plan.voices]
    for objective in looked.plan.objectives:
        for voice in objective.voices:
            if voice not in known:
                yield (
                    f"objectives.{objective.id}.voices",
                    {"title": objective.title, "voice": voice, "hint": hint(voice, known, "")},
                )


@check("nothing-for-longer-established")
def _established(looked: Looked) -> Found:
    if not any("longer-established residents" in action.gains for action in looked.plan.actions):
        yield "actions", {}


@check("no-way-to-complain")
def _grievances(looked: Looked) -> Found:
    if not settled(looked.plan.plan.grievances):
        yield "plan.grievances", {}


@check("one-side-only")
def _sides(looked: Looked) -> Found:
    for action in looked.plan.actions:
        if action.purpose == "meeting" and len(set(action.sides)) < 2:
            yield f"actions.{action.id}.sides", {"title": action.title}
