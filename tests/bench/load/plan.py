"""How much load: people, arrivals, what they do."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PEOPLE, MOST_ARRIVALS, MOST_MINUTES = 1_000, 50.0, 240.0
SAVES, THE_REST = 500.0, 1_500.0  # ms
THINK = (20.0, 30.0)  # seconds between two acts of a person, when enough people are there
UPLOAD_BYTES, UPLOAD_RATE = 300_000, 50_000  # bytes, bytes/s
SIGN_INS_OVER = 10.0  # minutes, of a run at least as long
SHARES = (("save", 0.45), ("upload", 0.20), ("page", 0.30), ("dashboard", 0.05))
STAFF = 0.1  # of the people work for districts and look at dashboards


@dataclass(frozen=True)
class Load:
    """One run. `arrivals` is acts a second; people sign in during the first `signing` seconds."""

    people: int
    minutes: float
    arrivals: float

    def __post_init__(self) -> None:
        if not 10 <= self.people <= MOST_PEOPLE:
            raise ValueError(f"people: 10 to {MOST_PEOPLE}")
        if not 0 < self.arrivals <= MOST_ARRIVALS:
            raise ValueError(f"arrivals a second: up to {MOST_ARRIVALS:g}")
        if not 0 < self.minutes <= MOST_MINUTES:
            raise ValueError(f"minutes: up to {MOST_MINUTES:g}")

    @property
    def seconds(self) -> float:
        return self.minutes * 60

    @property
    def signing(self) -> float:
        """Ten minutes, or the whole of a shorter run."""
        return min(SIGN_INS_OVER, self.minutes) * 60

    @property
    def staff(self) -> int:
        """How many people work for districts; the others are officers of communes."""
        return max(2, int(self.people * STAFF))


# People of a run shorter than ten minutes sign in at the rate of the long one: 50 a minute.
def load_of(minutes: float, share: float = 1.0) -> Load:
    """500 people and 10 arrivals a second, times `share`; fewer people in a shorter run, so that
    they sign in no quicker."""
    people = max(20, int(500 * share * min(1.0, minutes / SIGN_INS_OVER)))
    return Load(people=people, minutes=minutes, arrivals=10.0 * share)
