package io.dxmi.cli;

import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.ring.Member;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.Devices;
import io.dxmi.samplers.engine.Precision;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.WorkerLost;
import io.dxmi.samplers.engine.train.Workers;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A process that trains beside the worker that keeps the run. */
final class JoinedWorker {

    private JoinedWorker() {}

    /** Computes as the first worker does. */
    private static void take(Precision precision) {
        Precision own = Precision.inUse();
        if ((precision == Precision.TF32) != (own == Precision.TF32)) { // is chosen before the engine starts
            throw new UserError("expected --precision " + precision + ", which the first worker has, got " + own);
        }
        precision.use();
    }

    /**
     * Joins a training, and trains to its end.
     *
     * @param helper number of a worker that the first one has started; empty if a user has
     * @return exit code
     */
    static int train(InetSocketAddress first, Optional<Integer> helper, String device, boolean quiet, PrintWriter err) {
        boolean started = helper.isPresent();
        if (started) Signals.leaveToThePool();
        String key = WorkersArguments.givenKey()
                .orElseThrow(() -> new UserError("--join needs the key of the training in " + WorkersArguments.KEY
                        + "; the first worker says it, got nothing"));
        if (!started && !quiet) err.println("dxmi: joining; the training begins when all workers are there");
        Member joined;
        try {
            joined = Member.join(first, key, helper.orElse(-1));
        } catch (UserError e) {
            if (!started) throw e;
            return 1; // the first one says what was lost, or was lost itself
        }
        try (Member member = joined) {
            Workers ring = member.ring();
            if (!started) err.println("dxmi: worker " + (ring.rank() + 1) + " of " + ring.count());
            String[] told = member.configuration().split("\n", 2); // the precision, then the configuration
            take(Precision.named(told[0]));
            Config config = ConfigLoader.told(told[1]).withoutInit();
            try (TrainingRun run = new TrainingRun(config, Devices.named(device), ring)) {
                run.help();
                return 0;
            } catch (Diverged e) {
                if (!started || config.trainer().localSteps() > 1) throw e;
                return 1; // the gradient is that of all workers: the first one says so
            } catch (WorkerLost e) {
                if (member.isOver()) return 0;
                if (!started) err.println("dxmi: failed: " + e.getMessage() + "; this worker ends");
                return 1;
            }
        }
    }
}
