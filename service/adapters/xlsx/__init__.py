"""Excel workbooks (ECMA-376): read in a child process with limits, written back part by part."""
