"""Experiments on transports whose optimal plan is known."""
import statistics

from points import Points
from tables import number


class Plans(Points):

    def __init__(self, script, bounds, floors, units):
        """
        :param bounds: by the row's name: the sign and bound of the plan error, and whether the distance to the target is bounded, too
        :param floors: at most so many floors is that distance
        :param units: of squared numbers, in words
        """
        self.bounds, self.floors = bounds, floors
        super().__init__(script, [
            ("plan error", number("plan_error")),
            ("worst", self.worst),
            ("distance to target", number("transport_w2_squared")),
            ("floor", number("transport_w2_squared_floor")),
            ("cost error", number("transport_cost_error")),
            ("spread of y given x", number("plan_spread")),
            ("CPU s", number("cpu_seconds", 1)),
            ("bounds", self.verdict),
        ], legend=f"Plan error, distance and cost error are {units}. `worst` is the plan error of the seed that is nearest to the bound or beyond it. The distance is the"
                  " squared Wasserstein-2 distance of 1,000 results to 1,000 held-out points by exact matching, its floor that of 1,000 other real points, means of 4 draws. CPU s"
                  " is the processor time of the training thread (1,000 iterations).")

    def worst(self, row, results):
        """The plan error that is nearest to its bound or beyond it."""
        choose = min if self.bounds.get(row.name, ("", 0, False))[0] == ">" else max
        return f"{choose(result['plan_error'] for result in results):.4f}"

    def verdict(self, row, results):
        if row.name not in self.bounds:
            return "reported"
        sign, bound, near = self.bounds[row.name]

        def keeps(value):
            return value <= bound if sign == "<=" else value > bound

        plan = [result["plan_error"] for result in results]
        said = [f"plan {sign} {bound}: {'holds' if keeps(statistics.mean(plan)) else 'FAILS'} in the mean, in {sum(map(keeps, plan))} of {len(plan)} seeds"]
        if near:
            distance, floor = (statistics.mean(result[key] for result in results) for key in ("transport_w2_squared", "transport_w2_squared_floor"))
            said.append(f"distance <= {self.floors} floors: {'holds' if distance <= self.floors * floor else 'FAILS'} ({distance / floor:.3f})")
        return "; ".join(said)
