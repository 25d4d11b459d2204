package io.dxmi.eval.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dxmi.eval.feature.Identity;
import io.dxmi.eval.feature.Sha256;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.NpyRows;
import io.dxmi.samplers.tensor.Npz;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Statistics of a reference in a {@code .npz}: {@code mu} (d) and {@code sigma} (d, d), as pytorch-fid writes them;
 * {@code mu_s} and {@code sigma_s} for sFID, as the guided-diffusion evaluations have them beside {@code arr_0}; and this
 * project's own {@code features} (m, d), float32, with {@code keys} (m), int64, that chose them, and {@code card}, JSON
 * in UTF-8. So other tools read what is written here, for what they know of.
 */
public final class ReferenceFile {

    /** Version of what is written here. Files of version 1 state none. */
    private static final int FORMAT = 2;

    /** Of statistics that were stored in float32, relative. */
    private static final double ROUNDING = 1e-5;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReferenceFile() {}

    /** Whether a file holds statistics; other {@code .npz} hold pictures or points. */
    public static boolean holdsStatistics(Path file) {
        return file.toString().endsWith(".npz") && NpyRows.find(file, "mu").isPresent();
    }

    /** Writes what is known of a set; replaces the file only when all is written. */
    public static void write(Path file, FeatureSet set, long seed) {
        Identity identity = set.features().orElseThrow();
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("format", FORMAT);
        card.put("extractor", identity.name());
        card.put("extractor_sha256", identity.sha256());
        card.put("distance", identity.distance());
        card.put("n", set.pooled().count());
        card.put("resize", set.preparation());
        card.put("rounding", set.rounding());
        card.put("images", set.origin());
        card.put("images_sha256", set.sha256());
        card.put("seed", seed);
        Map<String, HostTensor> arrays = new LinkedHashMap<>();
        put(arrays, "", set.pooled());
        set.spatial().ifPresent(s -> put(arrays, "_s", s));
        arrays.put("features", rows(set.kept().rows()));
        arrays.put("keys", HostTensor.of(set.kept().keys(), set.kept().count()));
        byte[] text;
        try {
            text = JSON.writeValueAsBytes(card);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        arrays.put("card", new HostTensor(DType.U8, new long[] {text.length}, text));
        Npz.write(file, arrays);
    }

    private static void put(Map<String, HostTensor> arrays, String suffix, Moments moments) {
        int d = moments.dimensions();
        double[] flat = new double[Math.multiplyExact(d, d)];
        for (int i = 0; i < d; i++) System.arraycopy(moments.covariance()[i], 0, flat, i * d, d);
        arrays.put("mu" + suffix, HostTensor.of(moments.mean(), d));
        arrays.put("sigma" + suffix, HostTensor.of(flat, d, d));
    }

    private static HostTensor rows(double[][] rows) {
        int d = rows[0].length;
        float[] flat = new float[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < flat.length; i++) flat[i] = (float) rows[i / d][i % d];
        return HostTensor.of(flat, rows.length, d);
    }

    /**
     * Reads any of the formats.
     *
     * @throws UserError naming file and array, if one is missing, of another shape, or not finite
     */
    public static FeatureSet read(Path file) {
        requireTogether(file, "features", "keys", "card");
        requireTogether(file, "mu_s", "sigma_s");
        JsonNode card =
                NpyRows.find(file, "card").map(text -> parse(text, file)).orElse(null);
        long count = card == null ? 0 : card.path("n").asLong();
        Optional<Moments> spatial =
                NpyRows.find(file, "mu_s").isPresent() ? Optional.of(moments(file, "_s", count)) : Optional.empty();
        Optional<Identity> identity = Optional.ofNullable(card)
                .map(c -> new Identity(
                        c.path("extractor").asText(),
                        c.path("extractor_sha256").asText(),
                        c.path("distance").asText()));
        Moments pooled = moments(file, "", count);
        FeatureSubset kept = NpyRows.find(file, "features")
                .map(f -> new FeatureSubset(
                        rows(f, pooled.dimensions(), file),
                        NpyRows.find(file, "keys").map(HostTensor::toLongs).orElse(new long[0])))
                .orElse(FeatureSubset.NONE);
        return new FeatureSet(
                identity,
                pooled,
                spatial,
                kept,
                OptionalDouble.empty(),
                file.toString(),
                Sha256.of(file),
                card == null ? FeatureSet.NOT_STATED : card.path("resize").asText(),
                card == null ? FeatureSet.NOT_STATED : card.path("rounding").asText());
    }

    /** A lost name of an array would otherwise be taken for a file that never had it. */
    private static void requireTogether(Path file, String... names) {
        Set<String> found = Npz.open(file).entries().keySet();
        List<String> missing =
                Arrays.stream(names).filter(name -> !found.contains(name)).toList();
        if (missing.isEmpty() || missing.size() == names.length) return;
        throw new UserError(file + ": expected the arrays " + String.join(", ", names) + " or none of them, found no "
                + String.join(", ", missing));
    }

    private static JsonNode parse(HostTensor text, Path file) {
        try {
            JsonNode card = JSON.readTree(new String(text.data(), StandardCharsets.UTF_8));
            int format = card.path("format").asInt(1);
            if (format > FORMAT) {
                throw new UserError(file + ": has format " + format + ", but this version reads up to " + FORMAT
                        + "; read it with the version that wrote it, or a later one");
            }
            return card;
        } catch (JsonProcessingException e) {
            throw new UserError(file + ": card is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Moments moments(Path file, String suffix, long count) {
        HostTensor mu = array(file, "mu" + suffix);
        HostTensor sigma = array(file, "sigma" + suffix);
        long d = mu.size();
        if (mu.shape().length != 1 || !Arrays.equals(sigma.shape(), new long[] {d, d})) {
            throw new UserError(file + ": expected mu" + suffix + " (d) and sigma" + suffix + " (d, d), found "
                    + Arrays.toString(mu.shape()) + " and " + Arrays.toString(sigma.shape()));
        }
        double[] mean = finite(mu, file, "mu" + suffix);
        double[] flat = finite(sigma, file, "sigma" + suffix);
        double[][] covariance = new double[(int) d][];
        for (int i = 0; i < d; i++) {
            covariance[i] = Arrays.copyOfRange(flat, i * (int) d, (i + 1) * (int) d);
            if (covariance[i][i] < 0) {
                throw new UserError(file + ": sigma" + suffix + " has the variance " + covariance[i][i] + " at " + i
                        + "; expected none below 0");
            }
        }
        requireCovariance(covariance, file, "sigma" + suffix);
        return new Moments(mean, covariance, count);
    }

    /** Symmetric, and no correlation beyond 1, up to the rounding of statistics that were stored in float32. */
    private static void requireCovariance(double[][] c, Path file, String name) {
        double largest = 0;
        for (int i = 0; i < c.length; i++) largest = Math.max(largest, c[i][i]);
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < i; j++) {
                double scale = Math.sqrt(c[i][i] * c[j][j]);
                double slack = ROUNDING * (scale + ROUNDING * largest);
                if (Math.abs(c[i][j] - c[j][i]) > slack || Math.abs(c[i][j]) > scale + slack) {
                    throw new UserError(file + ": " + name + " is no covariance: it has " + c[i][j] + " at (" + i + ", "
                            + j
                            + "), " + c[j][i] + " at (" + j + ", " + i + ") and the variances " + c[i][i] + " and "
                            + c[j][j]);
                }
            }
        }
    }

    private static HostTensor array(Path file, String name) {
        return NpyRows.find(file, name)
                .orElseThrow(() -> new UserError(file + ": expected the arrays mu and sigma, found no " + name));
    }

    private static double[] finite(HostTensor tensor, Path file, String name) {
        double[] values = tensor.toDoubles();
        for (double value : values) {
            if (!Double.isFinite(value)) throw new UserError(file + ": " + name + " holds " + value);
        }
        return values;
    }

    private static double[][] rows(HostTensor tensor, int d, Path file) {
        if (tensor.shape().length != 2 || tensor.shape()[1] != d) {
            throw new UserError(file + ": expected features (m, " + d + "), found " + Arrays.toString(tensor.shape()));
        }
        double[] flat = finite(tensor, file, "features");
        double[][] rows = new double[flat.length / d][];
        for (int i = 0; i < rows.length; i++) rows[i] = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
        return rows;
    }

    /**
     * The set that all shards make together, whatever their order. Of shards that kept fewer features than {@code keep}
     * although they had more, the merged set keeps fewer too, still a fair choice; the shards' seeds may differ.
     *
     * @param files statistics that this project wrote, in the same features
     * @param seed of the order of kept features
     * @throws UserError if features differ, a file comes twice, or one does not say how many images it was made from
     */
    public static FeatureSet merge(List<Path> files, int keep, long seed) {
        FeatureSetBuilder all = null;
        FeatureSet first = null;
        Sha256 sha = new Sha256();
        Map<String, Path> seen = new LinkedHashMap<>();
        List<Path> sorted = files.stream().sorted().toList(); // so that the hash does not depend on the order either
        for (Path file : sorted) {
            FeatureSet shard = read(file);
            Path twin = seen.put(shard.sha256(), file);
            if (twin != null) {
                throw new UserError(file + ": holds the same as " + twin + "; every part must be given once");
            }
            FeatureSetBuilder builder = FeatureSetBuilder.from(shard, keep, seed);
            sha.add(shard.sha256().getBytes(StandardCharsets.US_ASCII));
            if (all == null) {
                all = builder;
                first = shard;
            } else {
                if (!shard.preparation().equals(first.preparation())) {
                    throw new UserError(file + ": was resized by '" + shard.preparation() + "', but " + sorted.get(0)
                            + " by '" + first.preparation() + "'");
                }
                if (!shard.rounding().equals(first.rounding())) {
                    throw new UserError(file + ": was rounded to '" + shard.rounding() + "', but " + sorted.get(0)
                            + " to '" + first.rounding() + "'");
                }
                all.merge(builder, file.toString());
            }
        }
        if (all == null) throw new IllegalArgumentException("no files to merge");
        return all.set(
                String.join(", ", sorted.stream().map(Path::toString).toList()),
                sha.hex(),
                first.preparation(),
                first.rounding());
    }
}
