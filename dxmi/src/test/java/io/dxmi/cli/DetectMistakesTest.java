package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.detect.Detection;
import io.dxmi.detect.data.TableChoice;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake of {@code dxmi detect} is one line on stderr and exit code 2. */
@Tag("slow")
class DetectMistakesTest {

    private static final Random RANDOM = new Random(8);

    @TempDir
    static Path folder;

    private static Session session;

    @AfterAll
    static void end() throws Exception {
        session.close();
    }

    @BeforeAll
    static void files() throws Exception {
        session = new Session(folder);
        Files.createDirectory(folder.resolve("empty"));
        StringBuilder rows = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 40; i++)
            rows.append(i % 7).append(',').append(i % 5).append(",0\n");
        Files.writeString(folder.resolve("normal.csv"), rows);
        Files.writeString(folder.resolve("nan.csv"), "a,b\n1,NaN\n2,\n3,NaN\n");
        Files.writeString(folder.resolve("text.csv"), "a,b\n" + "1,2\n".repeat(30) + "1,x\n");
        Files.writeString(folder.resolve("other.csv"), "a,c,label\n1,2,0\n1,2,1\n");
        Files.writeString(folder.resolve("numbered.csv"), "id,a,b\n0,1,2\n1,2,3\n2,3,1\n");
        Files.writeString(folder.resolve("few.csv"), "a,b\n1,2\n2,3\n");
        Npz.write(folder.resolve("none.npz"), Map.of("features", HostTensor.of(new float[0], 0, 5)));
        Npz.write(folder.resolve("thin.npz"), Map.of("features", HostTensor.of(new float[0], 20, 0)));
        Npz.write(folder.resolve("thick.npz"), Map.of("features", HostTensor.of(new float[40], 20, 2)));
        Npz.write(folder.resolve("flat.npz"), Map.of("features", HostTensor.of(new float[30], 30)));
        Files.writeString(folder.resolve("one.csv"), "a,b\n70,80\n8,9\n");
        Files.writeString(folder.resolve("labels.csv"), "label\n" + "0\n".repeat(20));
        Npz.write(folder.resolve("wide.npz"), Map.of("features", HostTensor.of(new float[6], 2, 3)));
        for (int i = 0; i < 12; i++) save("mvtec/train/good/" + i + ".png", 16);
        for (int i = 0; i < 6; i++) save("large/" + i + ".png", 40);
        Files.writeString(folder.resolve("pairs.csv"), "a,b\n9,8\n8,9\n9,9\n8,8\n7,9\n");
        StringBuilder curves = new StringBuilder("t1,t2,t3,t4,t5,t6,t7,t8,t9,state\n");
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 9; j++) curves.append((7 * i + j * j) % 11).append(',');
            curves.append("0\n");
        }
        Files.writeString(folder.resolve("curves.csv"), curves);
        Files.writeString(folder.resolve("gap.csv"), curves.toString().replaceFirst(",1,", ",,"));
        save("mvtec/test/good/0.png", 16);
        save("mvtec/test/hole/0.png", 16);
        BufferedImage wide = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
        Files.createDirectories(folder.resolve("mvtec/ground_truth/hole"));
        ImageIO.write(
                wide,
                "png",
                folder.resolve("mvtec/ground_truth/hole/0_mask.png").toFile());
        for (String lot : new String[] {"lots/a/", "lots/b/"}) for (int i = 0; i < 6; i++) save(lot + i + ".png", 40);
        save("several/nut/train/good/0.png", 16);
        save("several/nut/test/hole/0.png", 16);
        FitOptions untrained =
                FitOptions.defaults(0).withJoint(FitOptions.defaults(0).joint().withIterations(0));
        Detection.fit(folder.resolve("mvtec"), folder.resolve("pictures"), TableChoice.NONE, untrained, Progress.NONE);
        Files.createDirectory(folder.resolve("old"));
        Files.writeString(folder.resolve("old/model.yaml"), "format: 1\ntoolkit: 0.0.1\n");
        Result fitted = new Processes(Main.class, folder)
                .run("detect", "fit", "--data", "normal.csv", "--out", "model", "--quiet");
        assertThat(fitted.err()).isEmpty();
        assertThat(fitted.out().lines()).hasSize(1);
        Path images = folder.resolve("images");
        Files.createDirectory(images);
        String record = Files.readString(folder.resolve("model/model.yaml"));
        Files.writeString(images.resolve("model.yaml"), record.replace("kind: table", "kind: images"));
        Files.copy(folder.resolve("model/model.safetensors"), images.resolve("model.safetensors"));
    }

    private static void save(String name, int size) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < size * size; i++) image.setRGB(i % size, i / size, RANDOM.nextInt(256) * 0x010101);
        ImageIO.write(image, "png", file.toFile());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit --data none.npz --out m | none.npz: features: expected at least one sample with at least one value, got [0, 5]",
                "outliers thin.npz --out s.csv | thin.npz: features: expected at least one sample with at least one value, got [20, 0]",
                "outliers normal.csv --out m --contamination NaN | --contamination must be auto or a share such as 0.05, got NaN",
                "compare few.csv | few.csv has no labels, and detectors are compared by them; name the column with --label-column",
                "compare normal.csv | normal.csv: expected at least 20 normal samples, some of them to test on, and one anomaly, got 40 and 0",
                "compare normal.csv --splits 0 | --splits must be at least 1, got 0",
                "compare several | several: expected one category, got a folder of several; compare each by itself",
                "fit --data normal.csv --energy patchcore --out m | --energy patchcore is for samples of many places",
                "fit --data normal.csv --energy iforest --trainer gcd --out m | --trainer is for energies that are trained, got --energy iforest",
                "fit --data none.csv --out m | --data none.csv: there is no such file",
                "fit --data empty --out m | empty: expected images",
                "fit --data nan.csv --out m | nan.csv: expected at least 10 normal samples to fit on, got 3",
                "fit --data text.csv --out m | text.csv:32, column b: expected a finite number as in most rows, got 'x'",
                "fit --data few.csv --out m | few.csv: expected at least 10 normal samples to fit on, got 2",
                "fit --data normal.csv --label-column state --out m | normal.csv has no column 'state'; it has a, b, label",
                "fit --data normal.csv --normal 7 --out m | normal.csv: no row has label = 7",
                "fit --data normal.csv --out model | --out model exists; expected a new folder",
                "fit --data normal.csv --false-positives 2 --out m | --false-positives must be within (0, 1), got 2.0",
                "evaluate model --data normal.csv | normal.csv: expected normal samples and anomalies, got one class only",
                "evaluate model --data other.csv | other.csv lacks column b",
                "fit --data normal.csv --backbone net.pt --out m | --backbone is for images, got the table normal.csv",
                "fit --data mvtec --multi-class --out m | --multi-class is for a folder of several categories, got --data mvtec",
                "fit --data several --out m | several/nut: expected at least 10 normal samples",
                "evaluate model --data numbered.csv | numbered.csv has no labels",
                "evaluate model --data normal.csv --report old | --report old exists; expected a new folder",
                "score model --data normal.csv --drop a --out s.csv | --drop a: the model was fitted on it",
                "evaluate model --data few.csv | few.csv has no labels",
                "evaluate old --data normal.csv | old/model.yaml: expected a model of format 2 to 3, got 1, written by dxmi 0.0.1; fit it again",
                "evaluate empty --data normal.csv | expected a model folder of 'dxmi detect fit' at empty",
                "evaluate images --data mvtec | images/model.yaml: is damaged, or of another fit than model.safetensors",
                "evaluate pictures --data mvtec | mvtec/ground_truth/hole/0_mask.png is 8 x 16, but its image",
                "fit --data lots --out m | lots: expected to know which folders hold normal pictures: one called good, ok or normal, or --normal NAME",
                "fit --data lots --normal c --out m | --normal c: expected a folder of pictures in lots, which has a, b",
                "compare lots | lots has no labels, and detectors are compared by them; name the column with --label-column, or the folder of normal pictures with --normal",
                "evaluate pictures --data lots | lots has no labels",
                "fit --data large --tile 32 --out m | --tile must be at least 64, got 32",
                "fit --data mvtec --tile 64 --out m | --tile is for images of more than 32 pixels, got mvtec",
                "fit --data normal.csv --tile 64 --out m | --tile is for images, got normal.csv",
                "evaluate pictures --data several/nut | several/nut: expected normal samples and anomalies, got one class only: 1 anomalies",
                "evaluate pictures --data normal.csv | normal.csv holds a table, but the model was fitted on images",
                "fit --data normal.csv --trainer mcmc --out m | Invalid value for option '--trainer'",
                "score empty --data several --out s.csv | expected a model folder of 'dxmi detect fit' at empty/nut, got nothing",
                "score model --data wide.npz --out s.csv | wide.npz: features[0] has 3 features, but the model was fitted on 2",
                "score model --data mvtec --out s.csv | mvtec holds images, but the model was fitted on table",
                "fit --data normal.csv --clean none.csv --out m | --clean none.csv: there is no such file or folder",
                "fit --data normal.csv --anomalies none.csv --out m | --anomalies none.csv: there is no such file or folder",
                "fit --data normal.csv --clean other.csv --out m | --clean other.csv lacks column b, one of the 2",
                "fit --data normal.csv --clean text.csv --out m | --clean text.csv:32, column b: expected a finite number, got 'x'",
                "fit --data normal.csv --clean few.csv --out m | --clean few.csv: expected at least 5 normal samples, got 2",
                "fit --data normal.csv --anomalies wide.npz --out m | --anomalies wide.npz: features[0] has 3 features, but the model was fitted on 2",
                "fit --data normal.csv --clean mvtec --out m | --clean mvtec holds images, but the model was fitted on table",
                "fit --data normal.csv --clean normal.csv --out m | normal.csv: expected at least 10 samples to fit on besides those of --clean, got 0",
                "fit --data normal.csv --clean pairs.csv --anomalies pairs.csv --out m | --anomalies pairs.csv: pairs.csv:2, pairs.csv:3, pairs.csv:4, pairs.csv:5, pairs.csv:6 also among those of --clean pairs.csv; leave each in one of the two",
                "fit --data normal.csv --anomalies normal.csv --out m | --anomalies normal.csv: expected anomalies, but none of the 40 samples has such a label",
                "fit --data normal.csv --anomaly-weight 0.5 --out m | --anomaly-weight is for --anomalies",
                "fit --data normal.csv --clean few.csv --removed-share 0.5 --out m | --removed-share is for --clean with --anomalies",
                "fit --data normal.csv --anomalies few.csv --anomaly-weight 2 --out m | --anomaly-weight must be within [0, 1], got 2.0",
                "fit --data normal.csv --anomalies few.csv --energy autoencoder --out m | --anomalies is for --energy kernel, got autoencoder",
                "fit --data several --clean few.csv --out m | --clean and --anomalies are for one model, got a folder of categories",
                "fit --data large --anomalies large --out m | --anomalies is for tables, vectors and images of up to 32 pixels",
                "outliers none.csv --out s.csv | none.csv: there is no such file or folder",
                "outliers few.csv --out s.csv | few.csv: expected at least 10 samples, got 2",
                "outliers normal.csv --out s.txt | --out must end in .csv or .jsonl, got s.txt",
                "outliers normal.csv --contamination 0.7 --out s.csv | --contamination must be auto or within (0, 0.5], got 0.7",
                "outliers normal.csv --contamination many --out s.csv | --contamination must be auto or a share such as 0.05, got many",
                "outliers normal.csv --drop c --out s.csv | normal.csv has no column 'c'",
                "outliers large --out s.csv | large: expected a table, vectors or images of up to 32 pixels",
                "fit --data normal.csv --clean pairs.csv --anomalies one.csv --out m | --anomalies one.csv: one.csv:3 also among those of --clean pairs.csv",
                "fit --data thick.npz --drop a --out m | --drop is for tables, got thick.npz; arrays and images have no named columns",
                "fit --data thick.npz --label-column a --out m | --label-column is for tables, got thick.npz; an array 'labels' has the labels",
                "fit --data thick.npz --normal 1 --out m | --normal is for labels, but thick.npz: features has none beside it",
                "fit --data few.csv --normal ok --out m | --normal is for labels, but few.csv has no column that is called label",
                "score model --data few.csv --normal ok --out s.csv | --normal is for labels, but few.csv has no column that is called label",
                "outliers large --drop a --out s.csv | --drop is for tables, got large",
                "fit --data normal.csv --pooling mean --out m | --pooling is for samples of many places, got normal.csv",
                "fit --data mvtec --pooling top --out m | --pooling is for samples of many places, got mvtec",
                "fit --data flat.npz --out m | flat.npz: features: expected (N, D), one row for each sample, got one dimension, [30]; reshape it to (30, 1)",
                "outliers labels.csv --out s.csv | labels.csv: no column is left as a feature; expected a column besides the labels",
                "fit --data curves.csv --curves auto --window 5 --out m | --curves goes without --window: a row is a whole curve",
                "outliers curves.csv --curves auto --window 5 --out s.csv | --curves goes without --window",
                "fit --data curves.csv --curves 0 --out m | --curves must be auto or a number of modes such as 12, got 0",
                "compare curves.csv --curves many | --curves must be auto or a number of modes such as 12, got many",
                "fit --data curves.csv --curves auto --out m | curves.csv: column state has no number in its name, as the other values of a curve have; if it is none, leave it out with --drop state, or name the labels with --label-column state",
                "fit --data curves.csv --drop state --curves 9 --out m | --curves 9: expected fewer modes than the 9 values of a curve in curves.csv",
                "fit --data normal.csv --curves auto --out m | normal.csv: expected curves of at least 8 values, got 2",
                "fit --data gap.csv --drop state --curves auto --out m | gap.csv:2, column t2: expected a finite number, a value of the curve, got nothing; fill the gap",
                "fit --data mvtec --curves auto --out m | --curves is for tables and arrays (N, n) with one curve a row, got images in mvtec",
                "fit --data curves.csv --drop state --curves 3 --tile 64 --out m | --tile is for images, got curves in curves.csv",
                "fit --data curves.csv --label-column state --normal 5 --curves 3 --out m | curves.csv: no label is 5, which marks normal curves; see --normal",
                "score model --data few.csv --out s.txt | --out must end in .csv or .jsonl, got s.txt",
            })
    void oneLineExitTwo(String arguments, String message) throws Exception {
        Result result = session.run(("detect " + arguments).split(" "));
        assertThat(result.err().lines().filter(line -> line.startsWith("dxmi: ")))
                .singleElement()
                .asString()
                .startsWith("dxmi: " + message);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
        assertThat(folder.resolve("m")).doesNotExist();
        assertThat(folder.resolve("s.csv")).doesNotExist();
    }
}
