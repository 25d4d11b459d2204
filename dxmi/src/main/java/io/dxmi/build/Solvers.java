package io.dxmi.build;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.config.Config;
import io.dxmi.config.GameConfig;
import io.dxmi.config.SamplerConfig;
import io.dxmi.config.ScheduleConfig;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.SamplerKind;
import io.dxmi.samplers.schedule.SamplerLevels;

/** Solvers for the network of a configuration. */
public final class Solvers {

    private Solvers() {}

    /**
     * A solver of {@code steps} steps. The configuration's own Gaussian kind in its own number of steps is the trained
     * policy itself, with its trained deviations; in another number of steps it has those of the process.
     *
     * @throws UserError if there is no network, or if it was not trained at the levels of that many steps
     */
    public static Sampler of(Config config, Models models, SamplerKind kind, int steps) {
        if (config.game() instanceof GameConfig.Chains) {
            throw new UserError("samples of game.kind=chains come from chains on the energy; expected no "
                    + parameter("solver") + " and no " + parameter("steps") + ", got " + kind + " in " + steps
                    + " steps");
        }
        int own = models.sampler().steps();
        if (kind == Schedules.policy(config.sampler()) && steps == own) return models.sampler();
        return kind.of(models.sampler().network(), models.sampler().sampleShape(), levels(config.sampler(), steps));
    }

    /** Noise levels of the configured kind of schedule, in any number of steps that its network allows. */
    private static SamplerLevels levels(SamplerConfig s, int steps) {
        if (steps < 1) throw new UserError(parameter("steps") + " must be at least 1, got " + steps);
        if (s.schedule() instanceof ScheduleConfig.Geometric && steps != s.steps()) {
            throw new UserError(parameter("steps") + " must be " + s.steps()
                    + ": with sampler.schedule.kind=geometric the network has learned the levels of these steps only, got "
                    + steps);
        }
        try {
            s.schedule().check(steps);
        } catch (UserError e) {
            throw UserError.at("sampler.schedule: ", e);
        }
        return Schedules.levels(s, steps);
    }
}
