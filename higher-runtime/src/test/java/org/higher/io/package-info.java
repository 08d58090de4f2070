@NullMarked
package org.higher.io;

import org.jspecify.annotations.NullMarked;
