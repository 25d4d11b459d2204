package io.dxmi.spark;

import io.dxmi.runs.OpenRun;
import io.dxmi.samplers.UserError;
import io.dxmi.sampling.Sampling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Samples as a table, one partition a task: {@code index}, the number of the sample, and {@code sample}, its numbers in
 * float32, flat. The metadata of {@code sample} hold its {@code shape}.
 */
public final class SampleTable {

    private SampleTable() {}

    /**
     * The samples of a sampling, drawn when somebody asks for them.
     *
     * @param sampling its {@code out} is not used
     * @throws UserError if the run does not open or does not allow this
     */
    public static Dataset<Row> of(SparkSession spark, Sampling sampling) {
        return of(spark, SampleTask.of(sampling), OpenRun.outline(sampling.run(), sampling.checkpoint()));
    }

    static Dataset<Row> of(SparkSession spark, SampleTask task, OpenRun.Outline outline) {
        List<Stretch> parts = task.parts(0, outline.dimensions());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<Row> rows = context.parallelize(parts, parts.size()).flatMap(part -> rows(task, part));
        return spark.createDataFrame(rows, schema(outline.sampleShape()));
    }

    /** Writes the table; the folder holds {@code _SUCCESS} once it is complete. */
    static void write(SparkSession spark, SampleTask task, OpenRun.Outline outline, Path out) {
        try {
            of(spark, task, outline).write().parquet(out.toUri().toString());
        } catch (Exception e) { // Scala declares none
            throw Stage.unwrapped(e);
        }
    }

    private static Iterator<Row> rows(SampleTask task, Stretch part) {
        float[] all = task.of(part);
        int values = all.length / part.count();
        return LongStream.range(0, part.count())
                .mapToObj(i -> RowFactory.create(
                        part.from() + i,
                        IntStream.range(0, values)
                                .mapToObj(k -> all[(int) i * values + k])
                                .toArray(Float[]::new)))
                .iterator();
    }

    private static StructType schema(long[] shape) {
        Metadata of = new MetadataBuilder()
                .putLongArray("shape", Arrays.copyOf(shape, shape.length))
                .build();
        return new StructType(new StructField[] {
            new StructField("index", DataTypes.LongType, false, Metadata.empty()),
            new StructField("sample", DataTypes.createArrayType(DataTypes.FloatType, false), false, of)
        });
    }
}
