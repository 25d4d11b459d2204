package io.dxmi.eval.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.dxmi.samplers.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {

    @TempDir
    private Path folder;

    @Test
    void samplesAreChosenBySeedAmongAll() {
        Set<Double> ofSeeds = new HashSet<>();
        for (long seed = 0; seed < 5; seed++) {
            SampleChoice choice = new SampleChoice(3, seed);
            for (int i = 0; i < 100; i += 10) {
                List<Image> images = new ArrayList<>();
                double[][] features = new double[10][];
                for (int k = 0; k < 10; k++) {
                    images.add(grey(i + k));
                    features[k] = new double[] {i + k};
                }
                choice.offer(images, features);
            }
            Neighbours near = choice.neighbours(1);
            near.offer(List.of(grey(0)), new double[][] {{0}}); // so a sample's distance is its number
            double[] numbers =
                    Arrays.stream(near.distances()).mapToDouble(row -> row[0]).toArray();
            assertThat(numbers).hasSize(3).isSorted();
            for (double number : numbers) ofSeeds.add(number);
        }
        assertThat(ofSeeds).hasSizeGreaterThan(10).anyMatch(number -> number >= 50);
    }

    private static Image grey(int value) {
        return new Image(1, 1, 1, new byte[] {(byte) value});
    }

    @Test
    void theNearestComeFirstWhateverTheOrder() throws IOException {
        Neighbours near = new Neighbours(List.of(grey(100), grey(7)), new double[][] {{100}, {7}}, 3);
        List<Integer> training = new ArrayList<>();
        for (int i = 0; i < 256; i += 10) training.add(i);
        Collections.shuffle(training, new Random(1));
        for (int value : training) near.offer(List.of(grey(value)), new double[][] {{value}});
        assertThat(near.distances()[0]).containsExactly(0, 10, 10);
        assertThat(near.distances()[1]).containsExactly(3, 7, 13);
        Path file = folder.resolve("neighbours.png");
        near.write(file);
        // One pixel is drawn as a block; the second row shows 7, then 10, 0 and 20.
        BufferedImage picture = ImageIO.read(file.toFile());
        List<Integer> shown = new ArrayList<>();
        int y = picture.getHeight() - 20;
        for (int x = 0; x < picture.getWidth(); x++) {
            int value = picture.getRGB(x, y) & 0xff;
            if (value < 200 && (shown.isEmpty() || shown.get(shown.size() - 1) != value)) shown.add(value);
        }
        assertThat(shown).containsExactly(7, 10, 0, 20);
    }
}
