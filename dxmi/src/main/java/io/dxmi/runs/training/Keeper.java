package io.dxmi.runs.training;

import io.dxmi.runs.folder.RunFolder;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What keeps the states of a phase: the run folder in the first worker, nothing in the others. */
interface Keeper {

    /** Keeps nothing. */
    Keeper NOTHING = new Keeper() {
        @Override
        public void checkpoint(String phase, long iteration, Supplier<Map<String, HostTensor>> state) {}

        @Override
        public Optional<Path> newest() {
            return Optional.empty();
        }
    };

    /** Keeps checkpoints in a run folder. */
    static Keeper of(RunFolder folder) {
        return new Keeper() {
            @Override
            public void checkpoint(String phase, long iteration, Supplier<Map<String, HostTensor>> state) {
                folder.checkpoint(phase, iteration, state.get());
            }

            @Override
            public Optional<Path> newest() {
                return folder.checkpoints().latestFile().filter(Files::exists);
            }
        };
    }

    /** Keeps the state after so many iterations. */
    void checkpoint(String phase, long iteration, Supplier<Map<String, HostTensor>> state);

    /** The newest checkpoint that is kept. */
    Optional<Path> newest();
}
