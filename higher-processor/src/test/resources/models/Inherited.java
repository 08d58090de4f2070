package models;

import org.higher.annotations.Functional;
import org.higher.tensor.Tensor;

/** Inherits what runs it. */
@Functional
public class Inherited extends Template<Linear> {
    private final double scale = 3;

    public Inherited(Linear layer) {
        super(layer, 2);
    }

    @Override
    protected Tensor inner(Tensor x) {
        return super.inner(x).mul(scale);
    }
}
