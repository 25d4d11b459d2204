package io.dxmi.spark;

import ai.djl.Device;
import io.dxmi.Json;
import io.dxmi.config.Config;
import io.dxmi.config.ConfigLoader;
import io.dxmi.config.Yaml;
import io.dxmi.ring.MeetingPlace;
import io.dxmi.ring.Member;
import io.dxmi.runs.RecordedRun;
import io.dxmi.runs.RunFailed;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.folder.RunRecord;
import io.dxmi.runs.result.RunJson;
import io.dxmi.runs.training.TrainingRun;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.WriteFailed;
import io.dxmi.samplers.engine.train.Diverged;
import io.dxmi.samplers.engine.train.WorkerLost;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.BarrierTaskContext;

/**
 * One worker of a data parallel training, as a task of a barrier stage. The first task keeps the run; the ring's first address
 * goes through the barrier, and all else through the ring.
 *
 * @param configuration as {@link ConfigLoader#told} reads it
 * @param run absolute path of the run folder
 * @param resumed whether the run is there and goes on
 * @param command recorded in the run folder
 * @param key that workers of this training know
 * @param mark of the {@link SharedFolder}
 */
record TrainTask(String configuration, String run, boolean resumed, List<String> command, String key, String mark)
        implements Serializable {

    private static final String REFUSED = "!";

    /**
     * How a worker ended.
     *
     * @param summary the first worker's result, JSON; empty if the training was stopped; null in the others
     * @param mistake what the user can mend, or null
     * @param failure what else failed, one line, or null
     * @param loss what was lost of the other workers, or null
     */
    record End(String summary, UserError mistake, String failure, String loss) implements Serializable {
        static final End OTHER = new End(null, null, null, null);
    }

    /** Works to the end of the training. */
    End work(BarrierTaskContext context) {
        Application.leaveSignals();
        try {
            return context.partitionId() == 0 ? lead(context) : follow(context);
        } catch (UserError e) {
            return new End(null, e, null, null);
        } catch (WorkerLost e) {
            return new End(null, null, null, e.getMessage());
        } catch (RunFailed e) {
            return new End(null, null, e.getMessage() + " (stack trace in " + e.trace() + ")", null);
        } catch (WriteFailed e) {
            return new End(
                    null,
                    null,
                    e.getMessage() + e.kept().map(kept -> "; kept: " + kept).orElse(""),
                    null);
        }
    }

    private End lead(BarrierTaskContext context) {
        int count = context.getTaskInfos().length;
        String host = host(context, 0);
        boolean met = false;
        try (MeetingPlace place =
                        new MeetingPlace(new InetSocketAddress(host, 0), key, count, rank -> Optional.empty());
                TrainingRun training = new TrainingRun(ConfigLoader.told(configuration), Device.cpu(), place.ring())) {
            SharedFolder.require(mark, host);
            training.prepare();
            met = true;
            requireAll(context.allGather(host + ":" + place.address().getPort()));
            place.gather(Yaml.dump(training.config()), there -> {});
            return keep(training);
        } catch (RuntimeException e) {
            if (!met) context.allGather(REFUSED); // the others wait
            throw e;
        }
    }

    private End keep(TrainingRun training) {
        Config config = training.config();
        RunRecord record = RunRecord.now(command, config.seed(), "cpu");
        Path path = Path.of(run);
        try (RunFolder folder = resumed ? RunFolder.resume(path, record) : RunFolder.create(path, config, record);
                MarkedStop stop = new MarkedStop(mark)) {
            return new RecordedRun(Progress.NONE, stop.flag())
                    .run(training, folder)
                    .map(summary -> new End(Json.line(RunJson.of(summary)), null, null, null))
                    .orElse(new End("", null, null, null));
        }
    }

    private End follow(BarrierTaskContext context) {
        int rank = context.partitionId();
        UserError mistake = null;
        try {
            SharedFolder.require(mark, host(context, rank));
        } catch (UserError e) {
            mistake = e;
        }
        String[] said = context.allGather(mistake == null ? "" : REFUSED);
        if (mistake != null) throw mistake;
        if (isRefused(said)) return End.OTHER;
        int colon = said[0].lastIndexOf(':');
        InetSocketAddress first =
                new InetSocketAddress(said[0].substring(0, colon), Integer.parseInt(said[0].substring(colon + 1)));
        try (Member member = join(first, rank)) {
            Config config = ConfigLoader.told(member.configuration()).withoutInit();
            try (TrainingRun training = new TrainingRun(config, Device.cpu(), member.ring())) {
                training.help();
                return End.OTHER;
            } catch (Diverged e) {
                boolean alike = config.trainer().localSteps() == 1; // the first worker says so, too
                return alike ? End.OTHER : new End(null, null, e.getMessage(), null);
            } catch (WorkerLost e) {
                if (member.isOver()) return End.OTHER;
                throw e;
            }
        }
    }

    /** A task that cannot join fails, so that Spark ends the first one, which waits for it. */
    private Member join(InetSocketAddress first, int rank) {
        try {
            return Member.join(first, key, rank);
        } catch (UserError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static void requireAll(String... said) {
        if (isRefused(said)) throw new WorkerLost("a worker did not begin");
    }

    private static boolean isRefused(String... said) {
        return List.of(said).contains(REFUSED);
    }

    /** The host of a task's executor. */
    private static String host(BarrierTaskContext context, int rank) {
        String address = context.getTaskInfos()[rank].address();
        return address.substring(0, address.lastIndexOf(':'));
    }
}
