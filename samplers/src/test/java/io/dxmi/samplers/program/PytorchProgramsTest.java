package io.dxmi.samplers.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.engine.ScriptFile;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.Npz;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that PyTorch wrote (make_programs.py beside them): good ones are read and run, others are refused by name. */
class PytorchProgramsTest {

    @TempDir
    private Path folder;

    private Path copy(String name) throws Exception {
        Path file = folder.resolve(name);
        try (InputStream in = PytorchProgramsTest.class.getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"traced", "with-extra-files", "frozen", "scripted", "quantized"})
    void computesWhatPytorchComputed(String name) throws Exception {
        Path file = copy(name + ".pt");
        Map<String, HostTensor> outputs = Npz.read(copy("outputs.npz"));
        TrustedPrograms.trust(file);
        HostTensor x = outputs.get("x");
        try (NDManager root = Torch.open();
                ScriptFile net = ScriptFile.load(root, file)) {
            NDArray input = root.create(x.toFloats(), new Shape(x.shape()));
            float[] y = net.forward(root, input, List.of()).get(0).toFloatArray();
            assertThat(y).containsExactly(outputs.get(name).toFloats(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refused-saves | it asks for torch.save, which is refused",
                "refused-prints | it asks for print, which is refused",
                "refused-reads | it asks for torch.from_file, which is refused",
                "refused-mobile | got a program for PyTorch Mobile",
                "refused-weights | got the weights of a torch.save without a program",
                "refused-legacy-weights | got a bare pickle"
            })
    void isRefusedByName(String name, String message) throws Exception {
        Path file = copy(name + ".pt");
        assertThatThrownBy(() -> TrustedPrograms.trust(file))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"traced", "scripted", "quantized"})
    void anotherByteIsAnotherProgram(String name) throws Exception {
        Path file = copy(name + ".pt");
        TrustedPrograms.trust(file);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(0);
        for (int i = 0; i < 400; i++) {
            byte[] other = bytes.clone();
            other[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, other);
            assertThatThrownBy(() -> TrustedPrograms.open(file))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(file + ": ");
        }
        Files.write(file, bytes);
        TrustedPrograms.open(file);
    }
}
