package io.dxmi.spark;

import ai.djl.Device;
import io.dxmi.eval.reference.FeatureSet;
import io.dxmi.eval.reference.ReferenceFile;
import io.dxmi.evaluation.FeatureWorkers;
import io.dxmi.evaluation.ReferenceEvaluation;
import io.dxmi.evaluation.ReferenceParts;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.ImageTransform;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Features of pictures, which executors read at the same paths: the bytes of a file of statistics for each stretch.
 *
 * @param job tells it from others
 * @param extractor as of {@link ReferenceEvaluation}, and so all that follow
 */
record StatisticsTask(
        String job,
        List<String> inputs,
        String extractor,
        ImageTransform transform,
        int most,
        int keep,
        int batch,
        long seed)
        implements Stage.Work<Stretch, byte[]>, Serializable {

    static StatisticsTask of(List<Path> inputs, ReferenceEvaluation how) {
        return new StatisticsTask(
                Application.newJob(),
                inputs.stream().map(path -> path.toAbsolutePath().toString()).toList(),
                how.extractor(),
                how.transform(),
                how.most(),
                how.keep(),
                how.batch(),
                how.seed());
    }

    @Override
    public byte[] of(Stretch part) {
        return Opened.use(job, this::open, pictures -> bytes(pictures, part));
    }

    /** Opens the pictures. */
    ReferenceParts open() {
        ReferenceEvaluation how = new ReferenceEvaluation(
                extractor,
                transform,
                Optional.empty(),
                most,
                keep,
                batch,
                seed,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Device.cpu(),
                FeatureWorkers.NONE);
        return ReferenceParts.open(inputs.stream().map(Path::of).toList(), how);
    }

    private byte[] bytes(ReferenceParts pictures, Stretch part) {
        int from = (int) part.from();
        FeatureSet set = pictures.part(from, from + part.count());
        try {
            Path folder = Files.createTempDirectory("dxmi-part");
            Path file = folder.resolve("part.npz");
            try {
                ReferenceFile.write(file, set, seed);
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UserError("cannot write into the folder of temporary files: " + e.getMessage(), e);
        }
    }
}
