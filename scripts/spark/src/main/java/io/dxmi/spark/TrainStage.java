package io.dxmi.spark;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.train.WorkerLost;
import io.dxmi.samplers.program.TrustedPrograms;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** All workers of a data parallel training as one barrier stage: they start together, and none outlives the others. */
final class TrainStage {

    private static final Pattern CODE = Pattern.compile("(?i)exit(?:ed with)? (?:code|status) (\\d+)|code (\\d+)");

    /** What the listener hears may come after the result of the job. */
    private static final long PATIENCE_MILLIS = 3000;

    private static final long LOOK_MILLIS = 50;

    private TrainStage() {}

    private static final class Work extends AbstractFunction1<Iterator<Integer>, Iterator<TrainTask.End>>
            implements Serializable {

        private final TrainTask task;
        private final TreeSet<String> trusted = new TreeSet<>(TrustedPrograms.all());

        Work(TrainTask task) {
            this.task = task;
        }

        @Override
        public Iterator<TrainTask.End> apply(Iterator<Integer> part) {
            TrustedPrograms.trustHere(trusted);
            return Iterator$.MODULE$.single(task.work(BarrierTaskContext.get()));
        }
    }

    /** Hears which worker's executor was lost first. */
    private static final class Losses extends SparkListener {

        private final int workers;
        private volatile String first;

        Losses(int workers) {
            this.workers = workers;
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (first == null && end.reason() instanceof ExecutorLostFailure loss) {
                first = "worker " + (end.taskInfo().index() + 1) + " of " + workers + " at "
                        + end.taskInfo().host() + " " + how(loss);
            }
        }

        private static String how(ExecutorLostFailure loss) {
            Matcher code = CODE.matcher(loss.reason().getOrElse(() -> ""));
            if (!code.find()) return "was lost with its executor";
            return "ended with code " + (code.group(1) == null ? code.group(2) : code.group(1));
        }

        Optional<String> first() throws InterruptedException {
            for (long waited = 0; first == null && waited < PATIENCE_MILLIS; waited += LOOK_MILLIS) {
                Thread.sleep(LOOK_MILLIS);
            }
            return Optional.ofNullable(first);
        }
    }

    /**
     * Trains. Executors trust the programs that this process trusts.
     *
     * @return the end of the first worker
     * @throws UserError that a worker threw, or if the cluster has no room for all workers at a time
     * @throws WorkerLost if an executor was lost
     */
    static TrainTask.End run(JavaSparkContext spark, TrainTask task, int workers) {
        ClassTag<TrainTask.End> tag = ClassTag$.MODULE$.apply(TrainTask.End.class);
        Losses losses = new Losses(workers);
        spark.sc().addSparkListener(losses);
        try {
            List<TrainTask.End> ends = spark.parallelize(Collections.nCopies(workers, 0), workers)
                    .rdd()
                    .barrier()
                    .mapPartitions(new Work(task), false, tag)
                    .toJavaRDD()
                    .collect();
            return first(ends);
        } catch (UserError | WorkerLost e) {
            throw e;
        } catch (Exception e) { // Scala declares none
            throw failure(e, workers, losses);
        } finally {
            spark.sc().removeSparkListener(losses);
        }
    }

    private static TrainTask.End first(List<TrainTask.End> ends) {
        for (TrainTask.End end : ends) if (end.mistake() != null) throw end.mistake();
        for (TrainTask.End end : ends) if (end.failure() != null) return end;
        for (TrainTask.End end : ends) if (end.loss() != null) throw new WorkerLost(end.loss());
        return ends.get(0);
    }

    /** Of Spark's text, which ends in a stack trace: the exception of the task. */
    private static String cause(String message) {
        return message.lines()
                .skip(1)
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("at "))
                .findFirst()
                .orElse(message.lines().findFirst().orElse(message));
    }

    private static RuntimeException failure(Exception e, int workers, Losses losses) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("SPARK-24819")) {
            return new UserError(
                    parameter("workers") + ": expected as many free cores of the executors as workers, " + workers
                            + ", and the cluster does not offer them; use fewer workers, or more executors",
                    e);
        }
        try {
            Optional<String> lost = losses.first();
            if (lost.isPresent()) return new WorkerLost(lost.get(), e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return e instanceof SparkException && !message.contains("stopped")
                ? new IllegalStateException("a worker failed: " + cause(message), e)
                : Stage.unwrapped(e);
    }
}
