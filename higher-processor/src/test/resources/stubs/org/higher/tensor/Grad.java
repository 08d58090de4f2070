package org.higher.tensor;

import java.util.List;

public final class Grad {
    public static List<Tensor> gradOrZeros(Tensor output, List<Tensor> inputs) { return List.of(); }
    public static Grad of(Tensor... outputs) { return new Grad(); }
    public Grad partial(List<Tensor> independent) { return this; }
    public Grad createGraph() { return this; }
    public Gradients with(List<Tensor> inputs) { return new Gradients(); }
}
