package io.dxmi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.cli.Processes.Result;
import io.dxmi.config.Settings;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsCommandTest {

    @TempDir
    Path folder;

    private Result settings(String... word) throws Exception {
        String[] arguments = new String[word.length + 1];
        arguments[0] = "settings";
        System.arraycopy(word, 0, arguments, 1, word.length);
        return new Processes(Main.class, folder).run(arguments);
    }

    @Test
    void allOfThemAreListed() throws Exception {
        Result all = settings();
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out().lines()).hasSameSizeAs(Settings.all().keySet());
    }

    @Test
    void aWordChooses() throws Exception {
        Result chosen = settings("temperature");
        assertThat(chosen.code()).as(chosen.err()).isZero();
        assertThat(chosen.out().lines())
                .isNotEmpty()
                .hasSizeLessThan(Settings.all().size())
                .allMatch(line -> line.toLowerCase(Locale.ROOT).contains("temperature"));
    }

    @Test
    void aWordThatNoSettingHasIsAMistake() throws Exception {
        Result none = settings("xyzzy");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).isEqualTo("dxmi: no setting contains 'xyzzy'; see 'dxmi settings' for all\n");
    }
}
