package io.dxmi.detect.compare;

import io.dxmi.detect.curve.CurveChoice;
import io.dxmi.detect.curve.CurveData;
import io.dxmi.detect.data.DataFiles;
import io.dxmi.detect.data.ImageFolder;
import io.dxmi.detect.data.Loaded;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.Samples;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.data.TableData;
import io.dxmi.detect.fit.DetectorFit;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.detect.model.Detector;
import io.dxmi.detect.model.ModelSamples;
import io.dxmi.detect.pictures.PictureSet;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Labelled samples that detectors are fitted to and tested on in parts. */
interface LabelledData {

    /** The file or folder, for messages. */
    String where();

    /** 0 of normal samples, above 0 of anomalies, {@link Sample#UNKNOWN} where nobody knows. */
    int[] labels();

    /** Whether samples have many places each: large images and maps. */
    boolean hasPlaces();

    /** Numbers of the samples of a layout that are for training only; empty where any normal sample may be. */
    int[] given();

    /** Fits to some samples. */
    Detector fit(int[] training, FitOptions options, Progress progress);

    /** All samples as a detector reads them, in the order of {@link #labels}. */
    Samples samples(Detector detector);

    /**
     * Opens data of any kind but time series.
     *
     * @param curves how the data's curves are seen, or null if the data are no curves
     * @throws UserError if there are no labels, or several categories
     */
    static LabelledData open(Path data, TableChoice choice, CurveChoice curves) {
        DataFiles.requirePresent(data);
        if (!ImageFolder.categories(data).isEmpty()) {
            throw new UserError(data + ": expected one category, got a folder of several; compare each by itself");
        }
        LabelledData opened = curves != null
                ? curves(data, choice)
                : DataFiles.isTable(data) ? table(data, choice) : samples(data, choice);
        if (Arrays.stream(opened.labels()).allMatch(label -> label == Sample.UNKNOWN)) {
            throw new UserError(data + " has no labels, and detectors are compared by them; name the column with "
                    + UserError.parameter("label-column") + ", or the folder of normal pictures with "
                    + UserError.parameter("normal"));
        }
        return opened;
    }

    private static LabelledData table(Path file, TableChoice choice) {
        int[] labels = TableData.labels(file, choice);
        return new LabelledData() {
            @Override
            public String where() {
                return file.toString();
            }

            @Override
            public int[] labels() {
                return labels;
            }

            @Override
            public boolean hasPlaces() {
                return false;
            }

            @Override
            public int[] given() {
                return new int[0];
            }

            @Override
            public Detector fit(int[] training, FitOptions options, Progress progress) {
                return DetectorFit.fit(where(), TableData.normal(file, choice, training), options, progress)
                        .detector();
            }

            @Override
            public Samples samples(Detector detector) {
                return ModelSamples.of(file, detector, choice);
            }
        };
    }

    private static LabelledData samples(Path data, TableChoice choice) {
        boolean parts = PictureSet.hasParts(data);
        Loaded loaded = DataFiles.load(data, "test", choice);
        Samples before = parts
                ? DetectorFit.normal(DataFiles.load(data, "train", choice).samples())
                : loaded.samples().select(new int[0]);
        return samples(data, loaded.kind(), before, loaded.samples());
    }

    private static LabelledData curves(Path data, TableChoice choice) {
        Samples all = CurveData.read(data, choice).samples();
        return samples(data, SampleKind.CURVES, all.select(new int[0]), all);
    }

    private static LabelledData samples(Path data, SampleKind kind, Samples before, Samples after) {
        Samples all = before.and(after);
        boolean places = DetectorFit.hasPlaces(kind, DetectorFit.shape(kind, all));
        return new LabelledData() {
            @Override
            public String where() {
                return data.toString();
            }

            @Override
            public int[] labels() {
                return all.labels();
            }

            @Override
            public boolean hasPlaces() {
                return places;
            }

            @Override
            public int[] given() {
                return IntStream.range(0, before.size()).toArray();
            }

            @Override
            public Detector fit(int[] training, FitOptions options, Progress progress) {
                return DetectorFit.fit(kind, all.select(training), options, progress)
                        .detector();
            }

            @Override
            public Samples samples(Detector detector) {
                return all;
            }
        };
    }
}
