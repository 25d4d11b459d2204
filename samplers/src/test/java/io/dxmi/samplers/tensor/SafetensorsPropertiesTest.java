package io.dxmi.samplers.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds for every content and for every damage to a file. */
class SafetensorsPropertiesTest {

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsRead(
            @ForAll("tensors") @Size(max = 6) Map<String, HostTensor> tensors,
            @ForAll("metadata") Map<String, String> metadata)
            throws IOException {
        withFile(file -> {
            new Safetensors(tensors, metadata).write(file);
            Safetensors read = Safetensors.read(file);
            assertThat(read.metadata()).containsExactlyEntriesOf(metadata);
            assertThat(read.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
            read.tensors().forEach((name, tensor) -> {
                assertThat(tensor.dtype()).isEqualTo(tensors.get(name).dtype());
                assertThat(tensor.shape()).isEqualTo(tensors.get(name).shape());
                assertThat(tensor.data()).isEqualTo(tensors.get(name).data());
            });
            byte[] first = Files.readAllBytes(file);
            read.write(file);
            assertThat(Files.readAllBytes(file)).isEqualTo(first);
        });
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void aCutFileIsRefused(@ForAll("tensors") Map<String, HostTensor> tensors, @ForAll double where)
            throws IOException {
        withFile(file -> {
            new Safetensors(tensors, Map.of("seed", "1")).write(file);
            byte[] whole = Files.readAllBytes(file);
            int length = (int) (Math.abs(where % 1) * whole.length);
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(refusal(file)).startsWith(file + ": ").doesNotContain("\n");
        });
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void damageIsRefusedOrHarmless(
            @ForAll("tensors") Map<String, HostTensor> tensors, @ForAll @Size(min = 1, max = 4) Map<Short, Byte> damage)
            throws IOException {
        withFile(file -> {
            new Safetensors(tensors, Map.of("seed", "1")).write(file);
            byte[] bytes = Files.readAllBytes(file);
            damage.forEach((where, value) -> bytes[Math.floorMod(where, bytes.length)] = value);
            Files.write(file, bytes);
            String refusal = refusal(file);
            if (refusal != null) assertThat(refusal).startsWith(file + ": ").doesNotContain("\n");
        });
    }

    @Provide
    Arbitrary<Map<String, HostTensor>> tensors() {
        Arbitrary<HostTensor> tensor = Combinators.combine(
                        Arbitraries.of(DType.class),
                        Arbitraries.longs().between(0, 4).array(long[].class).ofMaxSize(3))
                .flatAs((dtype, shape) -> {
                    int bytes = (int) Arrays.stream(shape).reduce(dtype.bytes, (a, b) -> a * b);
                    return Arbitraries.bytes()
                            .array(byte[].class)
                            .ofSize(bytes)
                            .map(data -> new HostTensor(dtype, shape, data));
                });
        return Arbitraries.maps(names(), tensor).ofMaxSize(5);
    }

    @Provide
    Arbitrary<Map<String, String>> metadata() {
        return Arbitraries.maps(names(), names()).ofMaxSize(4);
    }

    /** Any text that UTF-8 can hold: no half of a surrogate pair. */
    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('\0', '\uD7FF')
                .withCharRange('\uE000', '\uFFFF')
                .ofMaxLength(8);
    }

    /** The message of the {@link UserError}, or null if the file is read; any other exception fails the test. */
    private static String refusal(Path file) {
        try {
            Safetensors.read(file);
            return null;
        } catch (UserError e) {
            return e.getMessage();
        }
    }

    private interface Body {
        void with(Path file) throws IOException;
    }

    private static void withFile(Body body) throws IOException {
        Path file = Files.createTempFile("property", ".safetensors");
        try {
            body.with(file);
        } finally {
            Files.delete(file);
        }
    }
}
