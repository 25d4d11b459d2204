package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dxmi.detect.energy.AutoencoderMember;
import io.dxmi.detect.energy.AutoencoderScorer;
import io.dxmi.detect.fit.FitOptions;
import io.dxmi.gcd.energy.AutoencoderEnergy;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.samplers.engine.EngineReport;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.tensor.HostTensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command that takes a device asks the engine for it before it works: no machine has the one that is named here. */
class DeviceTest {

    private static final String FAR = "cuda:99";

    @TestFactory
    Stream<DynamicTest> everyCommandRefusesADeviceThatIsNotThere() {
        List<CommandLine> all = new ArrayList<>();
        collect(commands(), all);
        List<CommandLine> taking =
                all.stream().filter(line -> takesDevice(line.getCommandSpec())).toList();
        assertThat(taking).hasSizeGreaterThan(10);
        return taking.stream()
                .map(line -> DynamicTest.dynamicTest(line.getCommandSpec().qualifiedName(" "), () -> refuses(line)));
    }

    /** The libraries of this build cannot make an array on a GPU: what is opened there fails, and what ignores the device does not. */
    @Test
    void detectorsAreOpenedOnTheDeviceOfTheCommand() {
        AutoencoderEnergy energy = AutoencoderMember.energy(4);
        Map<String, HostTensor> values;
        try (NDManager root = Torch.open()) {
            values = Weights.initial(root, Energy.NETWORK, energy.parameters(), 0)
                    .toHost();
        }
        new AutoencoderScorer(energy, values).close();
        Assumptions.assumeTrue(EngineReport.read().gpus() == 0);
        Torch.useDevice(Device.gpu(0));
        try {
            assertThat(FitOptions.defaults(0).device()).isEqualTo(Device.gpu(0));
            assertThatThrownBy(() -> new AutoencoderScorer(energy, values)).hasMessageContaining("CUDA");
        } finally {
            Torch.useDevice(Device.cpu());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --precision tf32 | --precision tf32 is for a GPU: expected --device cuda or cuda:N with it, got cpu
            --autotune | --autotune is for a GPU
            --device cuda --precision half | expected the precision fp32, tf32 or bf16, got half
            --device gpu | --device must be cpu, cuda or cuda:N, got gpu
            """)
    void optionsOfAGpuAreRefusedWithoutOne(String options, String message) {
        List<String> words = new ArrayList<>(List.of("train", "8gaussians"));
        words.addAll(List.of(options.split(" ")));
        StringWriter err = new StringWriter();
        assertThat(commands().setErr(new PrintWriter(err)).execute(words.toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    private static CommandLine commands() {
        return Main.commands((config, device) -> {
            throw new AssertionError("the experiment is prepared on " + device);
        });
    }

    private static void collect(CommandLine line, List<CommandLine> all) {
        all.add(line);
        line.getSubcommands().values().forEach(sub -> collect(sub, all));
    }

    private static boolean takesDevice(CommandSpec spec) {
        return spec.findOption("--device") != null;
    }

    private static void refuses(CommandLine line) {
        List<String> words =
                new ArrayList<>(List.of(line.getCommandSpec().qualifiedName(" ").split(" ")));
        words.remove(0);
        words.addAll(List.of("--device", FAR));
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : spec.options()) {
            if (option.required()) words.addAll(List.of(option.longestName(), value(option)));
        }
        if (spec.findOption("--follow") != null) words.addAll(List.of("--out", "scores.csv"));
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.required()) words.add(word(parameter));
        }
        StringWriter err = new StringWriter();
        int code = commands().setErr(new PrintWriter(err)).execute(words.toArray(String[]::new));
        assertThat(err.toString())
                .as(String.join(" ", words))
                .contains("--device " + FAR + ": expected a CUDA device, this engine sees")
                .hasLineCount(1);
        assertThat(code).isEqualTo(2);
        assertThat(Torch.device()).isEqualTo(Device.cpu());
    }

    private static String value(OptionSpec option) {
        if (option.completionCandidates() == null) return "1";
        Iterator<String> candidates = option.completionCandidates().iterator();
        return candidates.hasNext() ? candidates.next() : "1";
    }

    private static String word(PositionalParamSpec parameter) {
        return parameter.paramLabel().contains("KEY") ? "seed=1" : "8gaussians";
    }
}
