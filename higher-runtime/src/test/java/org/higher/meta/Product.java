package org.higher.meta;

import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/** A body and a head of one float64 weight each. */
@Functional
class Product {
    @Trainable private final Tensor body;
    @Trainable private final Tensor head;

    Product(double body, double head) {
        this.body = Tensor.parameter(Tensor.scalar(body, DType.FLOAT64));
        this.head = Tensor.parameter(Tensor.scalar(head, DType.FLOAT64));
    }

    Tensor forward(Tensor x) {
        return body.mul(x).mul(head);
    }
}
