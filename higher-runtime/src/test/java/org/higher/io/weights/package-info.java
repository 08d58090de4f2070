@NullMarked
package org.higher.io.weights;

import org.jspecify.annotations.NullMarked;
