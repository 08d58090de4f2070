package org.higher.examples.omniglot.data;

import java.util.List;
import org.higher.examples.Logits;
import org.higher.tensor.Tensor;

/**
 * One classification task with the images to adapt to and those to be judged by.
 *
 * @param support what the inner loop sees
 * @param query what the outer loop sees
 */
public record Episode(Examples support, Examples query) {
    /**
     * Images with their classes.
     *
     * @param images shape [n, 1, {@link Drawing#EXTENT}, {@link Drawing#EXTENT}]
     * @param labels a class for each image, from 0; not to be changed
     */
    public record Examples(Tensor images, int[] labels) {
        /** Puts drawings together. */
        static Examples of(List<Drawing> drawings, int[] labels) {
            int size = Drawing.EXTENT * Drawing.EXTENT;
            float[] ink = new float[drawings.size() * size];
            for (int i = 0; i < drawings.size(); i++) {
                System.arraycopy(drawings.get(i).ink(), 0, ink, i * size, size);
            }
            return new Examples(
                    Tensor.of(ink, drawings.size(), 1, Drawing.EXTENT, Drawing.EXTENT), labels);
        }

        /** The part of the images, from 0 to 1, whose class has the largest logit. */
        public double accuracy(Tensor logits) {
            return (double) Logits.right(logits, labels) / labels.length;
        }
    }
}
