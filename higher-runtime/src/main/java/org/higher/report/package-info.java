/** What people look at: a training run in one file, a picture of the tape. */
@NullMarked
package org.higher.report;

import org.jspecify.annotations.NullMarked;
