#!/usr/bin/env node
require('../dist/main.node.js');
