package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dxmi.samplers.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key without a value, in a file over presets of all games. */
class NullValuesTest {

    @TempDir
    Path folder;

    /** The text {@code a: {b: null}} of every key and section below a node. */
    private static void nulls(JsonNode node, String before, String after, List<String> texts) {
        node.properties().forEach(field -> {
            texts.add(before + field.getKey() + ": null" + after);
            if (field.getValue().isObject()) {
                nulls(field.getValue(), before + field.getKey() + ": {", "}" + after, texts);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8gaussians",
                "gcd-8gaussians",
                "gcd-digits",
                "pcd-8gaussians",
                "sftpg-8gaussians",
                "transport-curves",
                "transport-images",
                "imagenet64-T4",
                "cifar10-T4-ddgan",
                "images"
            })
    void isReadOrNamedInALine(String preset) throws Exception {
        ObjectNode tree = Yaml.MAPPER.valueToTree(ConfigLoader.preset(preset, List.of()));
        List<String> texts = new ArrayList<>();
        nulls(tree, "", "", texts);
        assertThat(texts).hasSizeGreaterThan(50);
        Path file = folder.resolve("nulls.yaml");
        List<String> faults = new ArrayList<>();
        for (String text : texts) {
            Files.writeString(file, text + "\n");
            try {
                ConfigLoader.layered(preset, List.of(file), List.of());
            } catch (UserError e) {
                if (e.getMessage().contains("\n")) faults.add(text + ": " + e.getMessage());
            } catch (RuntimeException e) {
                faults.add(text + ": " + e);
            }
        }
        assertThat(faults).isEmpty();
    }
}
