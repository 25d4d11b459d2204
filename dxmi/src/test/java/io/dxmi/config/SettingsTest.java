package io.dxmi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void everyKeyOfEveryChoiceIsExplainedAndNoOther() {
        Set<String> keys = new TreeSet<>(Keys.of(Config.class));
        Set<String> sections = new TreeSet<>();
        for (String key : keys) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1))
                sections.add(key.substring(0, dot));
        }
        keys.removeAll(sections);
        keys.add(Format.KEY);
        keys.add(Presets.BASE);
        assertThat(new TreeSet<>(Settings.all().keySet())).isEqualTo(keys);
        assertThat(Settings.all().values()).allMatch(meaning -> meaning.length() > 10);
    }

    @Test
    void theCommentedConfigurationIsTheSameConfiguration() throws IOException {
        Config config = ConfigLoader.preset("cifar10-T10", List.of());
        String commented = Settings.commented(config);
        assertThat(commented).contains("# " + Settings.all().get("game.path.velocity_decay"));
        Path file = Files.writeString(folder.resolve("again.yaml"), commented);
        assertThat(ConfigLoader.file(file, List.of())).isEqualTo(config);
    }

    @Test
    void aWordFindsKeysAndTheirChoices() {
        assertThat(Settings.about("velocity")).contains("game.path.velocity_decay");
        assertThat(Settings.line("game.update.kind")).endsWith("one of pathwise, score-function, ppo, dxdp");
        assertThat(Settings.about("no such word")).isEmpty();
    }

    @Test
    void theConfigurationPageIsUpToDate() {
        assertThat(Path.of("../docs/configuration.md"))
                .as("rewrite it: scripts/dxmi settings --markdown > docs/configuration.md")
                .content()
                .isEqualTo(Settings.page());
    }
}
