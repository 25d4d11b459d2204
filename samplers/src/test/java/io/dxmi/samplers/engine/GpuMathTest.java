package io.dxmi.samplers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a GPU's libraries would read, in a process of its own: the variables hold for a process. */
class GpuMathTest {

    private interface C extends Library {
        String getenv(String name);
    }

    /** Starts nothing; prints what a native library sees. */
    static final class Probe {
        public static void main(String[] arguments) {
            new GpuMath(Boolean.parseBoolean(arguments[0]), true).use();
            C c = Native.load("c", C.class);
            System.out.println(c.getenv("NVIDIA_TF32_OVERRIDE") + " " + c.getenv("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE")
                    + " " + System.getProperty("ai.djl.pytorch.cudnn_benchmark"));
        }
    }

    @Test
    void nativeLibrariesSeeTheChoice() throws Exception {
        Assumptions.assumeFalse(Platform.isWindows());
        assertThat(seen("true")).isEqualTo("1 1 true");
        assertThat(seen("false")).isEqualTo("0 0 true");
    }

    private static String seen(String tf32) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(java, "-cp", System.getProperty("java.class.path"), Probe.class.getName(), tf32);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void anEngineThatRunsKeepsItsChoice() {
        Torch.open().close();
        GpuMath.inUse().use();
        assertThatThrownBy(() -> new GpuMath(true, false).use())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the engine has started with");
    }
}
