package io.dxmi.spark;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.program.TrustedPrograms;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One task for each part of some work. A task whose executor is lost runs again elsewhere; a mistake of the user ends the
 * work at once.
 */
final class Stage {

    private Stage() {}

    /** What a task does, the same for the same part wherever it runs. */
    interface Work<P, R> extends Serializable {
        R of(P part);
    }

    /** What a task came to: a result, or a mistake that no other try would mend. */
    private record Answer<R>(R result, UserError mistake) implements Serializable {}

    private static final class Task<P, R> extends AbstractFunction2<TaskContext, Iterator<P>, Answer<R>>
            implements Serializable {

        private final Work<P, R> work;
        private final TreeSet<String> trusted = new TreeSet<>(TrustedPrograms.all());

        Task(Work<P, R> work) {
            this.work = work;
        }

        @Override
        public Answer<R> apply(TaskContext context, Iterator<P> part) {
            try {
                TrustedPrograms.trustHere(trusted);
                return new Answer<>(work.of(part.next()), null);
            } catch (UserError e) {
                return new Answer<>(null, e);
            }
        }
    }

    /** Passes answers on in the order of the parts; early ones wait. */
    private static final class InOrder<R> extends AbstractFunction2<Object, Answer<R>, BoxedUnit> {

        private final Consumer<R> sink;
        private final Map<Integer, R> early = new HashMap<>();
        private int next;

        InOrder(Consumer<R> sink) {
            this.sink = sink;
        }

        @Override
        public BoxedUnit apply(Object part, Answer<R> answer) {
            if (answer.mistake != null) throw answer.mistake;
            early.put((Integer) part, answer.result);
            while (early.containsKey(next)) sink.accept(early.remove(next++));
            return BoxedUnit.UNIT;
        }
    }

    /**
     * Works on all parts. Executors trust the programs that this process trusts.
     *
     * @param sink takes the results in the order of the parts, as they come
     * @throws UserError that a task threw
     */
    static <P, R> void run(JavaSparkContext spark, List<P> parts, Work<P, R> work, Consumer<R> sink) {
        if (parts.isEmpty()) return;
        JavaRDD<P> tasks = spark.parallelize(parts, parts.size());
        Function2<TaskContext, Iterator<P>, Answer<R>> task = new Task<>(work);
        Function2<Object, Answer<R>, BoxedUnit> taken = new InOrder<>(sink);
        ClassTag<Answer<R>> tag = ClassTag$.MODULE$.apply(Answer.class);
        try {
            spark.sc().runJob(tasks.rdd(), task, taken, tag);
        } catch (Exception e) { // Scala declares none
            throw unwrapped(e);
        }
    }

    /** What the sink threw, or the reason that a job failed. */
    static RuntimeException unwrapped(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UserError mistake) return mistake;
            if (cause instanceof SparkException) continue;
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof AnalysisException) return new UserError(message, cause);
            if (message.contains("stopped SparkContext") || message.contains("LiveListenerBus is stopped"))
                return lost(cause);
            if (cause instanceof RuntimeException failure) return failure;
        }
        return new IllegalStateException("the Spark job failed: " + e.getMessage(), e);
    }

    /** The application ended while it was at work. */
    static IllegalStateException lost(Throwable cause) {
        return new IllegalStateException(
                "Spark ended the application: the master does not answer, or no executor starts; its log says why",
                cause);
    }
}
