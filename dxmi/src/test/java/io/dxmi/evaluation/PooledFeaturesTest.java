package io.dxmi.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.eval.feature.Features;
import io.dxmi.jobs.WorkerCommand;
import io.dxmi.jobs.WorkerLoop;
import io.dxmi.jobs.WorkerPool;
import io.dxmi.samplers.StopFlag;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PooledFeaturesTest {

    private static final int JOBS = 60;

    /** The batches between are corrupt: their results come after the caller has passed them by. */
    @Test
    @Timeout(600)
    void aLongStretchThatTheCallerLeavesOutIsPassedBy() {
        List<String> command = WorkerCommand.of(Worker.class.getName(), 64L << 20, List.of());
        WorkerPool pool = new WorkerPool(command, 2, new StopFlag(), line -> {});
        List<String> jobs = IntStream.range(0, JOBS).mapToObj(Integer::toString).toList();
        assertThat(JOBS).isGreaterThan(4 * pool.ahead());
        try (PooledFeatures features = new PooledFeatures(pool, jobs)) {
            for (int number : new int[] {0, 1, JOBS - 10, JOBS - 1}) {
                Features found = features.of(number, Collections.nCopies(1, null));
                assertThat(found.pooled()[0]).containsExactly(number);
            }
        }
    }

    /** The features of a job are its number. */
    static final class Worker {

        private Worker() {}

        public static void main(String[] arguments) {
            WorkerLoop loop =
                    new WorkerLoop(System.in, new FileOutputStream(FileDescriptor.out), new StopFlag(), () -> {});
            loop.run((job, progress) -> {
                double[][] pooled = {{Double.parseDouble(job)}};
                return Optional.of(PooledFeatures.bytes(Features.of(pooled)));
            });
        }
    }
}
