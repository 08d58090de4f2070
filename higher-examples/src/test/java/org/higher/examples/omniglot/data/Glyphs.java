package org.higher.examples.omniglot.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Made-up characters: a few strokes each, drawn a little differently every time. */
public final class Glyphs {
    private static final int STROKES = 3;

    /** Rows and columns of the images in the archives. */
    private static final int ORIGINAL_EXTENT = 105;

    private Glyphs() {}

    /** Writes an archive of the official layout. */
    public static Path archive(Path file, String alphabet, int characters, int drawings, long seed)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, byte[]> files = new TreeMap<>();
        for (int c = 1; c <= characters; c++) {
            double[] glyph = random.doubles(4 * STROKES, 15, 90).toArray();
            for (int d = 1; d <= drawings; d++) {
                files.put(
                        String.format(
                                "images_background/%s/character%02d/%04d_%02d.png",
                                alphabet, c, c, d),
                        png(drawing(glyph, random)));
            }
        }
        return zip(file, files);
    }

    private static BufferedImage drawing(double[] glyph, SplittableRandom random) {
        BufferedImage image = paper(ORIGINAL_EXTENT);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke(3));
        int[] at = new int[glyph.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = (int) Math.round(glyph[i] + random.nextDouble(-4, 4));
        }
        for (int i = 0; i < at.length; i += 4) {
            graphics.drawLine(at[i], at[i + 1], at[i + 2], at[i + 3]);
        }
        graphics.dispose();
        return image;
    }

    /** An image without ink. */
    public static BufferedImage paper(int extent) {
        BufferedImage image = new BufferedImage(extent, extent, BufferedImage.TYPE_BYTE_BINARY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, extent, extent);
        graphics.dispose();
        return image;
    }

    public static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Writes any archive. */
    public static Path zip(Path file, Map<String, byte[]> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out))) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    /** Symbols whose drawings say what they are: ink 0 is the symbol, ink 1 the drawing. */
    public static List<Symbol> numbered(int symbols, int drawings) {
        List<Symbol> all = new ArrayList<>();
        for (int s = 0; s < symbols; s++) {
            List<Drawing> drawn = new ArrayList<>();
            for (int d = 0; d < drawings; d++) {
                float[] ink = new float[Drawing.EXTENT * Drawing.EXTENT];
                ink[0] = s;
                ink[1] = d;
                drawn.add(new Drawing(ink));
            }
            all.add(new Symbol("Numbers/character" + s, drawn));
        }
        return all;
    }
}
