/** What the checks for users' tests share. */
@NullMarked
package org.higher.internal.testing;

import org.jspecify.annotations.NullMarked;
