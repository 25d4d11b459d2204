package io.dxmi.cli;

import io.dxmi.build.Forecast;
import io.dxmi.config.Config;
import io.dxmi.runs.Experiment;
import io.dxmi.runs.folder.RunFolder;
import io.dxmi.runs.result.RunResult;
import io.dxmi.samplers.Progress;
import io.dxmi.samplers.StopFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An experiment whose time nobody knows, so that thousands of dry runs end. */
record Untimed(Experiment inner) implements Experiment {

    @Override
    public Map<String, Long> parameters() {
        return inner.parameters();
    }

    @Override
    public Config config() {
        return inner.config();
    }

    @Override
    public List<String> choices() {
        return inner.choices();
    }

    @Override
    public Optional<Forecast> forecast() {
        return inner.forecast();
    }

    @Override
    public void prepare() {
        inner.prepare();
    }

    @Override
    public Optional<RunResult> run(RunFolder folder, Progress progress, StopFlag stop) {
        return inner.run(folder, progress, stop);
    }

    @Override
    public void close() {
        inner.close();
    }
}
