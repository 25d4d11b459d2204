package io.dxmi.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Writes pictures in MVTec AD's layout: two textures (a weave, a gravel) and an object (a washer), with four kinds of
 * defects and their masks; or the same defects on given pictures. The defects are never in the training part. Everything follows
 * from the seed.
 */
public final class DefectSet {

    private enum Category {
        WEAVE,
        GRAVEL,
        WASHER
    }

    private enum Defect {
        SPOT,
        SCRATCH,
        BLUR,
        PATCH
    }

    private static final int SIZE = 128;

    private final Random random;

    private DefectSet(long seed) {
        random = new Random(seed);
    }

    /** Arguments: a folder, a seed, and perhaps a folder of folders of pictures. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        if (arguments.length < 3) {
            write(root, 24, 8, 3, seed);
            return;
        }
        for (Path folder : entries(Path.of(arguments[2]))) {
            List<Path> files = entries(folder);
            BufferedImage picture =
                    files.isEmpty() ? null : ImageIO.read(files.get(0).toFile());
            if (picture == null || picture.getWidth() < SIZE || picture.getHeight() < 2 * SIZE) {
                System.err.println("defect-set: expected a picture of at least " + SIZE + " x " + 2 * SIZE
                        + " pixels (width x height) as the first file of " + folder);
                System.exit(2);
            }
            String name = folder.getFileName().toString();
            DefectSet set = new DefectSet(31 * seed + name.hashCode());
            set.write(root.resolve(name), half -> set.crop(picture, half), false, 100, 8, 3);
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    /** Which half of a given picture a crop is from: crops to train on and to test on never overlap. */
    private enum Half {
        TRAINING,
        TEST
    }

    /** Makes pictures without a defect, each (3, SIZE, SIZE) in [0, 1]. */
    private interface Normal {
        double[][][] draw(Half half);
    }

    /** From the upper half to train on, or the lower half to test on; half of them in a mirror. */
    private double[][][] crop(BufferedImage picture, Half half) {
        int middle = picture.getHeight() / 2;
        int left = random.nextInt(picture.getWidth() - SIZE + 1);
        int top = half == Half.TRAINING
                ? random.nextInt(middle - SIZE + 1)
                : middle + random.nextInt(picture.getHeight() - middle - SIZE + 1);
        boolean mirror = random.nextBoolean();
        double[][][] out = new double[3][SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                for (int c = 0; c < 3; c++) {
                    int column = left + (mirror ? SIZE - 1 - x : x);
                    int band = Math.min(c, picture.getRaster().getNumBands() - 1);
                    out[c][y][x] = picture.getRaster().getSample(column, top + y, band) / 255.0;
                }
            }
        }
        return out;
    }

    /** Writes all categories, one folder each below {@code root}. */
    public static void write(Path root, int training, int normal, int perDefect, long seed) throws IOException {
        for (Category category : Category.values()) write(root, category, training, normal, perDefect, seed);
    }

    private static void write(Path root, Category category, int training, int normal, int perDefect, long seed)
            throws IOException {
        DefectSet set = new DefectSet(31 * seed + category.name().hashCode());
        Path folder = root.resolve(category.name().toLowerCase(Locale.ROOT));
        set.write(folder, half -> set.picture(category), category == Category.WASHER, training, normal, perDefect);
    }

    /** @param ring whether defects lie on a ring in the middle */
    private void write(Path folder, Normal source, boolean ring, int training, int normal, int perDefect)
            throws IOException {
        for (int i = 0; i < training; i++) save(folder.resolve("train/good"), i, "", source.draw(Half.TRAINING));
        for (int i = 0; i < normal; i++) save(folder.resolve("test/good"), i, "", source.draw(Half.TEST));
        for (Defect defect : Defect.values()) {
            String name = defect.name().toLowerCase(Locale.ROOT);
            for (int i = 0; i < perDefect; i++) {
                double[][][] picture = source.draw(Half.TEST);
                boolean[][] mask = spoil(picture, ring, defect);
                save(folder.resolve("test/" + name), i, "", picture);
                double[][][] white = new double[1][SIZE][SIZE];
                for (int y = 0; y < SIZE; y++) for (int x = 0; x < SIZE; x++) white[0][y][x] = mask[y][x] ? 1 : 0;
                save(folder.resolve("ground_truth/" + name), i, "_mask", white);
            }
        }
    }

    private double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private double[][][] picture(Category category) {
        double[][] grey =
                switch (category) {
                    case WEAVE -> weave();
                    case GRAVEL -> gravel();
                    case WASHER -> washer();
                };
        double[] tint = category == Category.WEAVE ? new double[] {0.9, 0.8, 0.6} : new double[] {1, 1, 0.95};
        double[][][] out = new double[3][SIZE][SIZE];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) out[c][y][x] = grey[y][x] * tint[c] + 0.02 * random.nextGaussian();
            }
        }
        return out;
    }

    private double[][] weave() {
        double a = uniform(0, 2 * Math.PI);
        double b = uniform(0, 2 * Math.PI);
        double[][] out = new double[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                out[y][x] = 0.5 + 0.18 * Math.sin(2 * Math.PI * x / 9 + a) + 0.18 * Math.sin(2 * Math.PI * y / 9 + b);
            }
        }
        return out;
    }

    private double[][] gravel() {
        double[][] noise = new double[SIZE][SIZE];
        for (double[] row : noise) for (int x = 0; x < SIZE; x++) row[x] = random.nextGaussian();
        double[][] smooth = blurred(noise, 1);
        double squares = 0;
        for (double[] row : smooth) for (double v : row) squares += v * v / (SIZE * SIZE);
        for (double[] row : smooth) for (int x = 0; x < SIZE; x++) row[x] = 0.5 + 0.1 * row[x] / Math.sqrt(squares);
        return smooth;
    }

    private double[][] washer() {
        double cy = 64 + uniform(-2, 2);
        double cx = 64 + uniform(-2, 2);
        double[][] out = new double[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double r = Math.hypot(y - cy, x - cx);
                double metal = 1 / (1 + Math.exp(1.5 * (r - 46))) / (1 + Math.exp(1.5 * (20 - r)));
                double teeth = r > 22 && r < 44 ? 0.06 * Math.cos(6 * Math.atan2(y - cy, x - cx)) : 0;
                out[y][x] = 0.15 + 0.6 * metal + teeth;
            }
        }
        return out;
    }

    /** Changes the picture within the mask that is returned. */
    private boolean[][] spoil(double[][][] picture, boolean ring, Defect defect) {
        double angle = uniform(0, 2 * Math.PI);
        double cy = ring ? 64 + 33 * Math.sin(angle) : uniform(25, SIZE - 25);
        double cx = ring ? 64 + 33 * Math.cos(angle) : uniform(25, SIZE - 25);
        double turn = uniform(0, Math.PI);
        double size =
                switch (defect) {
                    case SPOT -> uniform(6, 10);
                    case SCRATCH -> uniform(12, 20);
                    case BLUR -> uniform(10, 14);
                    case PATCH -> uniform(6, 10);
                };
        boolean[][] mask = new boolean[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double along = (x - cx) * Math.cos(turn) + (y - cy) * Math.sin(turn);
                double across = (y - cy) * Math.cos(turn) - (x - cx) * Math.sin(turn);
                mask[y][x] = switch (defect) {
                    case SPOT, BLUR -> Math.hypot(y - cy, x - cx) < size;
                    case SCRATCH -> Math.abs(along) < size && Math.abs(across) < 1.5;
                    case PATCH -> Math.abs(along) < size && Math.abs(across) < 0.8 * size;
                };
            }
        }
        for (int c = 0; c < 3; c++) {
            double[][] soft = defect == Defect.BLUR ? blurred(picture[c], 4) : picture[c];
            double factor = c == 0 ? 1.25 : 0.72;
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    if (!mask[y][x]) continue;
                    picture[c][y][x] = switch (defect) {
                        case SPOT -> 0.3 * picture[c][y][x];
                        case SCRATCH -> picture[c][y][x] + 0.4;
                        case BLUR -> soft[y][x];
                        case PATCH -> factor * picture[c][y][x];
                    };
                }
            }
        }
        return mask;
    }

    private static double[][] blurred(double[][] plane, double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        double[][] out = plane;
        for (int pass = 0; pass < 2; pass++) {
            double[][] next = new double[SIZE][SIZE];
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    double sum = 0;
                    double total = 0;
                    for (int k = Math.max(0, x - reach); k <= Math.min(SIZE - 1, x + reach); k++) {
                        double weight = Math.exp(-0.5 * (k - x) * (k - x) / (sigma * sigma));
                        sum += weight * out[y][k];
                        total += weight;
                    }
                    next[x][y] = sum / total; // transposed, so that the second pass goes the other way
                }
            }
            out = next;
        }
        return out;
    }

    private static void save(Path folder, int number, String suffix, double[][][] planes) throws IOException {
        Files.createDirectories(folder);
        int type = planes.length == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(SIZE, SIZE, type);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                for (int c = 0; c < image.getRaster().getNumBands(); c++) {
                    double value = Math.max(0, Math.min(1, planes[c][y][x]));
                    image.getRaster().setSample(x, y, c, (int) Math.round(255 * value));
                }
            }
        }
        ImageIO.write(
                image,
                "png",
                folder.resolve(String.format(Locale.ROOT, "%03d%s.png", number, suffix))
                        .toFile());
    }
}
