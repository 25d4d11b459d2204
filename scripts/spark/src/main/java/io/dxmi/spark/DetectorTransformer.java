package io.dxmi.spark;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.dxmi.detect.AnomalyModels;
import io.dxmi.detect.column.ColumnCode;
import io.dxmi.detect.model.AnomalyResult;
import io.dxmi.detect.model.ModelFolder;
import io.dxmi.samplers.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import scala.runtime.AbstractFunction1;

/**
 * Adds what a fitted detector says of each row of a table: {@code score}, {@code p_value} and {@code anomaly}, the values of
 * {@code dxmi detect score}. For {@code Dataset.transform}; rows go through one at a time, in memory that does not grow.
 */
public final class DetectorTransformer extends AbstractFunction1<Dataset<Row>, Dataset<Row>>
        implements MapPartitionsFunction<Row, Row>, Serializable {

    private static final List<String> ADDED = List.of("score", "p_value", "anomaly");

    private final String job = Application.newJob();
    private final String folder;

    private record Judge(
            ZooModel<Map<String, String>, AnomalyResult> model, Predictor<Map<String, String>, AnomalyResult> one)
            implements AutoCloseable {
        @Override
        public void close() {
            one.close();
            model.close();
        }
    }

    /** @param model a folder that 'dxmi detect fit' wrote from a table; executors read it at the same path */
    public DetectorTransformer(Path model) {
        this.folder = model.toAbsolutePath().toString();
    }

    /**
     * The table with three more columns.
     *
     * @throws UserError if it lacks a column of the model, or has one of those that are added
     */
    @Override
    public Dataset<Row> apply(Dataset<Row> table) {
        Set<String> present = new HashSet<>(Arrays.asList(table.columns()));
        for (ColumnCode column :
                ModelFolder.record(Path.of(folder)).tableCoding().columns()) {
            if (!present.contains(column.name())) {
                throw new UserError("the table lacks column " + column.name()
                        + ", one of those that the model was fitted on; it has "
                        + String.join(", ", table.columns()));
            }
        }
        for (String name : ADDED) {
            if (present.contains(name)) {
                throw new UserError("the table has a column " + name + ", which scoring adds; rename or drop it");
            }
        }
        StructType schema = table.schema()
                .add(ADDED.get(0), DataTypes.DoubleType, false)
                .add(ADDED.get(1), DataTypes.DoubleType, false)
                .add(ADDED.get(2), DataTypes.BooleanType, false);
        return table.mapPartitions(this, Encoders.row(schema));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Judge judge = Opened.take(job, this::open);
        TaskCompletionListener end = task -> Opened.giveBack(job, judge);
        TaskContext.get().addTaskCompletionListener(end);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return judged(judge, rows.next());
            }
        };
    }

    private Judge open() {
        try {
            ZooModel<Map<String, String>, AnomalyResult> model =
                    AnomalyModels.rows(Path.of(folder)).loadModel();
            return new Judge(model, model.newPredictor());
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw new IllegalStateException("cannot load " + folder, e);
        }
    }

    private static Row judged(Judge judge, Row row) {
        Map<String, String> texts = new HashMap<>();
        String[] names = row.schema().fieldNames();
        Object[] values = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            values[i] = row.get(i);
            texts.put(names[i], text(values[i]));
        }
        try {
            AnomalyResult result = judge.one.predict(texts);
            return RowFactory.create(
                    Stream.concat(Arrays.stream(values), Stream.of(result.score(), result.pValue(), result.anomalous()))
                            .toArray());
        } catch (TranslateException e) {
            if (e.getCause() instanceof UserError mistake) throw mistake;
            throw new IllegalStateException("a row cannot be scored", e);
        }
    }

    /** A value as a table in CSV has it; null where it is missing. */
    private static String text(Object value) {
        if (value == null) return null;
        if (value instanceof Double number && number.isNaN()) return null;
        if (value instanceof Float number && number.isNaN()) return null;
        if (value instanceof Timestamp time) return time.toLocalDateTime().toString();
        return value.toString();
    }
}
