package org.higher.examples.sinusoid;

import org.higher.optim.GradientMode;

/** What {@code --order} accepts. */
enum Order {
    FIRST(GradientMode.FIRST_ORDER),
    SECOND(GradientMode.SECOND_ORDER);

    final GradientMode mode;

    Order(GradientMode mode) {
        this.mode = mode;
    }
}
