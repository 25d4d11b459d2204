package io.dxmi.eval.plot;

import java.nio.file.Path;

/** Data, samples and energy side by side, on the energy grid's box. */
public final class PointsFigure {

    private static final int SIDE = 360;
    private static final int LEFT = 52;
    private static final int TOP = 36;
    private static final int GAP = 24;
    private static final int BAR = 90;
    private static final int BOTTOM = 32;
    private static final int TITLE = 16;
    private static final int FONT = 13;

    private PointsFigure() {}

    /**
     * Writes 1270 x 428 pixels. Points beyond the grid's box are counted in the corner of their panel; the colours end
     * at quantiles of the energies (0.5 % and 85 %), so that a steep far field leaves the modes their contrast.
     *
     * @param data (N, 2)
     * @param samples (M, 2)
     * @param titles of the three panels, such as {@code "data", "samples, SW 0.046", "energy, AUC 0.894"}
     * @throws IllegalArgumentException if there are not three titles, or a cloud is empty or holds a point that is not
     *     two finite numbers
     * @throws io.dxmi.samplers.UserError if the file cannot be written
     */
    public static void write(Path file, float[][] data, float[][] samples, EnergyGrid energy, String... titles) {
        if (titles.length != 3) {
            throw new IllegalArgumentException(
                    "expected titles of 3 panels (data, samples, energy), got " + titles.length);
        }
        Points.check("data", data);
        Points.check("samples", samples);
        int width = LEFT + 3 * SIDE + 2 * GAP + BAR;
        try (Canvas canvas = new Canvas(width, TOP + SIDE + BOTTOM)) {
            Axes[] panels = new Axes[3];
            for (int k = 0; k < 3; k++) panels[k] = new Axes(LEFT + k * (SIDE + GAP), TOP, SIDE, SIDE, energy.box());
            Points.draw(canvas, panels[0], data, Canvas.BLUE);
            Points.draw(canvas, panels[1], samples, Canvas.VERMILLION);
            HeatMap map = new HeatMap(energy);
            map.draw(canvas, panels[2]);
            map.bar(canvas, panels[2], 12, 16, FONT);
            for (int k = 0; k < 3; k++) {
                panels[k].frame(canvas, titles[k], TITLE);
                panels[k].bottomTicks(canvas, 7, FONT);
            }
            panels[0].leftTicks(canvas, 7, FONT);
            canvas.write(file);
        }
    }
}
