package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.cli.Processes.Result;
import io.dxmi.samplers.data.PointFiles;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transport as a user meets it: training, resuming, translating, exporting, and what is refused. */
@Tag("slow")
class TransportCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String[] SHORT = {
        "trainer.batch=32",
        "trainer.report_every=5",
        "trainer.checkpoint_every=10",
        "evaluation.samples=64",
        "evaluation.every=0",
        "evaluation.projections=10"
    };

    @TempDir
    Path folder;

    /** For commands that are refused; made by the first. */
    private Session session;

    @AfterEach
    void end() throws Exception {
        if (session != null) session.close();
    }

    @BeforeEach
    void twoSets() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder a = new StringBuilder("u,v\n");
        StringBuilder b = new StringBuilder("u,v\n");
        for (int i = 0; i < 200; i++) {
            a.append(random.nextGaussian())
                    .append(',')
                    .append(random.nextGaussian())
                    .append('\n');
            b.append(2 + random.nextGaussian() / 2)
                    .append(',')
                    .append(random.nextGaussian() / 2)
                    .append('\n');
        }
        Files.writeString(folder.resolve("a.csv"), a);
        Files.writeString(folder.resolve("b.csv"), b);
    }

    private Result dxmi(String... arguments) throws Exception {
        return new Processes(Main.class, folder).run(arguments);
    }

    private JsonNode succeed(String... arguments) throws Exception {
        Result result = dxmi(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        return JSON.readTree(result.out());
    }

    private void refused(String message, String... arguments) throws Exception {
        if (session == null) session = new Session(folder);
        Result result = session.run(arguments);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    private JsonNode train(String out, int iterations, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "transport",
                "data.source=a.csv",
                "data.path=b.csv",
                "trainer.iterations=" + iterations,
                "--out",
                out,
                "--quiet"));
        words.addAll(List.of(SHORT));
        words.addAll(List.of(more));
        return succeed(words.toArray(String[]::new));
    }

    @Test
    void aStoppedRunResumesToTheSameBytes() throws Exception {
        train("whole", 20);
        JsonNode summary = train("cut", 20);
        assertThat(summary.at("/metrics/transport_cost").asDouble()).isPositive();
        assertThat(folder.resolve("cut/transport.png")).exists();
        Path checkpoints = folder.resolve("cut/checkpoints");
        Files.delete(checkpoints.resolve("step-20.safetensors"));
        Files.writeString(checkpoints.resolve("latest"), "step-10.safetensors\n");
        Files.delete(folder.resolve("cut/summary.json"));
        succeed("train", "--resume", "cut", "--quiet");
        assertThat(Files.readAllLines(folder.resolve("cut/metrics.jsonl")))
                .isEqualTo(Files.readAllLines(folder.resolve("whole/metrics.jsonl")));
    }

    @Test
    void pointsAreTranslatedExportedAndScored() throws Exception {
        train("run", 10);
        JsonNode measured = succeed("evaluate", "a.csv", "--against", "run", "--quiet");
        float[] a = PointFiles.read(folder.resolve("a.csv")).values();
        Npz.write(folder.resolve("a.npz"), Map.of("arr_0", HostTensor.of(a, 200, 2)));
        JsonNode again = succeed("evaluate", "a.npz", "--against", "run", "--quiet");
        assertThat(again.path("metrics")).isEqualTo(measured.path("metrics")).isNotEmpty();
        Files.delete(folder.resolve("b.csv")); // the data of the training are not needed any more
        JsonNode one = succeed("translate", "run", "a.csv", "--out", "one.csv", "--quiet");
        assertThat(one.path("rows").asInt()).isEqualTo(200);
        JsonNode three = succeed("translate", "run", "a.csv", "--draws", "3", "--out", "three.npz", "--quiet");
        assertThat(three.path("draws").asInt()).isEqualTo(3);
        float[] all = Npz.read(folder.resolve("three.npz")).get("arr_0").toFloats();
        List<String> rows = Files.readAllLines(folder.resolve("one.csv"));
        assertThat(rows).hasSize(201);
        for (int i = 0; i < 200; i++) {
            String[] fields = rows.get(1 + i).split(",", -1);
            for (int k = 0; k < 2; k++) { // draw 0 is the same however many there are
                assertThat(Float.parseFloat(fields[k])).isCloseTo(all[i * 6 + k], within(1e-5f));
            }
            assertThat(all[i * 6 + 2]).isNotEqualTo(all[i * 6]);
        }
        Npz.write(folder.resolve("array.npz"), Map.of("points", HostTensor.of(new float[] {0, 1, 2, 3}, 2, 2)));
        succeed("translate", "run", "array.npz", "--out", "array.csv", "--quiet");
        assertThat(Files.readAllLines(folder.resolve("array.csv"))).hasSize(3);
        assertThat(dxmi("score", "run", "a.csv").out().lines()).hasSize(200);
        assertThat(dxmi("score", "run", "array.npz").out().lines()).hasSize(2);

        JsonNode exported = succeed("export", "run", "--format", "torchscript", "--out", "files");
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(folder.resolve(exported.at("/paths/sampler").asText()))
                .optEngine("PyTorch")
                .optTranslator(new NoopTranslator())
                .build();
        try (NDManager manager = Torch.open();
                ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDArray x = Torch.array(manager, new float[] {0, 1, 2, 3}, 2, 2);
            NDArray z = Torch.array(manager, new float[] {0.5f, 0, -0.5f, 1}, 2, 2);
            float[] moved = predictor.predict(new NDList(x, z)).get(0).toFloatArray();
            float[] other = predictor.predict(new NDList(x, x)).get(0).toFloatArray();
            assertThat(moved).hasSize(4).isNotEqualTo(other);
        }
    }

    @Test
    void columnsAreMatchedByTheirNames() throws Exception {
        train("run", 10);
        StringBuilder swapped = new StringBuilder("v,u\n");
        for (String row : Files.readAllLines(folder.resolve("a.csv")).subList(1, 201)) {
            String[] fields = row.split(",", -1);
            swapped.append(fields[1]).append(',').append(fields[0]).append('\n');
        }
        Files.writeString(folder.resolve("swapped.csv"), swapped);
        succeed("translate", "run", "a.csv", "--out", "one.csv", "--quiet");
        succeed("translate", "run", "swapped.csv", "--out", "other.csv", "--quiet");
        List<String> rows = Files.readAllLines(folder.resolve("one.csv"));
        assertThat(rows.get(0)).isEqualTo("u,v");
        assertThat(Files.readAllLines(folder.resolve("other.csv"))).isEqualTo(rows);
        Files.writeString(folder.resolve("named.csv"), "u,w\n1,2\n");
        refused(
                "expected the columns of the training, u, v, got u, w",
                "translate",
                "run",
                "named.csv",
                "--out",
                "o.csv");
        refused(
                "must have their columns in one order",
                "train",
                "transport",
                "data.source=swapped.csv",
                "data.path=b.csv",
                "trainer.batch=32");
    }

    @Test
    void whatCannotBeDoneIsRefusedInOneLine() throws Exception {
        train("run", 1);
        train("plain", 1, "game.from=0");
        refused("use dxmi translate run INPUT --out FILE", "sample", "run");
        refused("--draws 1, got 2", "translate", "plain", "a.csv", "--draws", "2", "--out", "o.csv");
        refused("no such file", "translate", "run", "none.csv", "--out", "o.csv");
        Files.writeString(folder.resolve("wide.csv"), "1,2,3\n4,5,6\n".repeat(40));
        refused("3 columns", "translate", "run", "wide.csv", "--out", "o.csv");
        Files.writeString(folder.resolve("text.csv"), "1,2\nx,6\n");
        refused("text.csv:2", "translate", "run", "text.csv", "--out", "o.csv");
        refused("must end in", "translate", "run", "a.csv", "--out", "o.txt");
        assertThat(folder.resolve("o.csv")).doesNotExist();
        refused("give data.source=FILE", "train", "transport", "data.path=b.csv", "trainer.batch=32");
        refused("as many columns", "train", "transport", "data.source=wide.csv", "data.path=b.csv", "trainer.batch=32");
        refused("must be two sets", "train", "8gaussians", "game.kind=transport");
        refused(
                "game.kind must be transport",
                "train",
                "transport",
                "data.source=a.csv",
                "data.path=b.csv",
                "game.kind=gcd");
        refused("pretrain.iterations must be 0", "train", "transport-one-to-many", "pretrain.iterations=5");
        refused("to must be at most", "train", "transport-one-to-many", "game.to=2");
        refused("game.from above 0", "train", "transport-one-to-many", "game.from=0", "game.to=0.2");
    }
}
