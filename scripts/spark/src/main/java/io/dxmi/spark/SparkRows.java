package io.dxmi.spark;

import io.dxmi.sampling.SampleRows;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Samples that executors draw and this process takes, in order.
 *
 * @param values numbers in a sample
 */
record SparkRows(JavaSparkContext spark, SampleTask task, int values) implements SampleRows {

    @Override
    public boolean draw(long from, Consumer<float[]> sink) {
        Stage.run(spark, task.parts(from, values), task, sink);
        return true;
    }
}
